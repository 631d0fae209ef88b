package polls

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/polls/tally"
)

type pollRow struct {
	ID             string
	BrandID        string
	Slug           string
	State          string
	Revision       int64
	TitleFR        string `gorm:"column:title_fr"`
	TitleEN        string `gorm:"column:title_en"`
	IntroFR        string `gorm:"column:intro_fr"`
	IntroEN        string `gorm:"column:intro_en"`
	Method         string
	Seats          int
	MaxChoices     int
	MaxScore       int
	Points         int
	PointsCap      int
	Sets           int
	SetSize        int
	Seeds          string
	RoundEnds      string
	Round          int
	OpensAt        int64
	ClosesAt       int64
	TimeZone       string
	Access         string
	NetworkCap     int
	Visibility     string
	Changes        bool
	Shuffle        bool
	Quorum         int64
	MinShareMilli  int
	NoneOption     string
	Tie            string
	LotSource      string
	LotCommitment  string
	LotSeed        string
	LotChain       string
	LotRound       int64
	LotDue         int64
	LotProof       string
	PublishedAt    int64
	ClosedAt       int64
	CancelledAt    int64
	CancelReason   string
	Sealed         bool
	WriteIns       bool
	Comments       string
	ProposalsUntil int64
	CalledAt       int64
	VoidedAt       int64
	VoidReason     string
	Tallied        bool
	// GORM would put its own clock, in seconds, into a number of this name.
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

type optionRow struct {
	PollID        string
	ID            string
	Place         int
	LabelFR       string `gorm:"column:label_fr"`
	LabelEN       string `gorm:"column:label_en"`
	NoteFR        string `gorm:"column:note_fr"`
	NoteEN        string `gorm:"column:note_en"`
	Picture       string
	PictureWidth  int
	PictureHeight int
	AltFR         string `gorm:"column:alt_fr"`
	AltEN         string `gorm:"column:alt_en"`
	Proposed      bool
}

func rowOf(p Poll) pollRow {
	row := pollRow{
		ID: string(p.ID), BrandID: string(p.Brand), Slug: p.Slug, State: string(p.State), Revision: p.Revision,
		TitleFR: p.Title.FR, TitleEN: p.Title.EN, IntroFR: p.Intro.FR, IntroEN: p.Intro.EN,
		Method: string(p.Method), Seats: p.Seats, MaxChoices: p.MaxChoices, MaxScore: p.MaxScore, Points: p.Points,
		OpensAt: db.Millis(p.OpensAt), ClosesAt: db.Millis(p.ClosesAt), TimeZone: p.TimeZone,
		Access: string(p.Access), NetworkCap: p.NetworkCap, Visibility: string(p.Visibility), Sealed: p.Visibility == Sealed, Changes: p.Changes, Shuffle: p.Shuffle,
		Quorum: p.Quorum, MinShareMilli: p.MinShareMilli, NoneOption: string(p.NoneOption), Tie: string(p.Tie),
		LotSource: string(p.Lots.Source), LotCommitment: p.Lots.Commitment, LotSeed: p.Lots.seed,
		LotRound: int64(p.Lots.Round.Number), LotDue: db.Millis(p.Lots.Round.Due), LotProof: p.Lots.Proof,
		PublishedAt: db.Millis(p.PublishedAt), ClosedAt: db.Millis(p.ClosedAt), CancelledAt: db.Millis(p.CancelledAt),
		CancelReason: p.CancelReason, CreatedAt: db.Millis(p.CreatedAt), UpdatedAt: db.Millis(p.UpdatedAt),
		VoidedAt: db.Millis(p.VoidedAt), VoidReason: p.VoidReason,
		PointsCap: p.PointsCap, Sets: p.Sets, SetSize: p.SetSize, Seeds: string(p.Seeds), RoundEnds: millisText(p.RoundEnds), Round: p.Round,
		WriteIns: p.WriteIns, Comments: string(p.Comments), ProposalsUntil: db.Millis(p.ProposalsUntil), CalledAt: db.Millis(p.CalledAt),
		Tallied: p.tallied,
	}
	if p.Lots.Source == LotBeacon {
		row.LotChain = p.Lots.Round.Chain.String()
	}
	if row.Sealed {
		row.Visibility = string(AfterClose)
	}
	return row
}

func (r pollRow) poll() Poll {
	p := Poll{
		ID: ID(r.ID), Brand: account.BrandID(r.BrandID), State: State(r.State), Revision: r.Revision,
		Terms: Terms{
			Slug: r.Slug, Title: Text{r.TitleFR, r.TitleEN}, Intro: Text{r.IntroFR, r.IntroEN}, Method: tally.Method(r.Method),
			Seats: r.Seats, MaxChoices: r.MaxChoices, MaxScore: r.MaxScore, Points: r.Points,
			OpensAt: db.Time(r.OpensAt), ClosesAt: db.Time(r.ClosesAt), TimeZone: r.TimeZone,
			Access: Access(r.Access), NetworkCap: r.NetworkCap, Visibility: Visibility(r.Visibility), Changes: r.Changes, Shuffle: r.Shuffle,
			Quorum: r.Quorum, MinShareMilli: r.MinShareMilli, NoneOption: tally.OptionID(r.NoneOption), Tie: Tie(r.Tie),
			WriteIns: r.WriteIns, Comments: CommentPolicy(r.Comments), ProposalsUntil: db.Time(r.ProposalsUntil),
			PointsCap: r.PointsCap, Sets: r.Sets, SetSize: r.SetSize, Seeds: Seeds(r.Seeds), RoundEnds: timesOf(r.RoundEnds),
		},
		Round:       r.Round,
		Lots:        Lots{Source: LotSource(r.LotSource), Commitment: r.LotCommitment, Proof: r.LotProof, seed: r.LotSeed},
		PublishedAt: db.Time(r.PublishedAt), ClosedAt: db.Time(r.ClosedAt), CancelledAt: db.Time(r.CancelledAt),
		CancelReason: r.CancelReason, CreatedAt: db.Time(r.CreatedAt), UpdatedAt: db.Time(r.UpdatedAt),
		VoidedAt: db.Time(r.VoidedAt), VoidReason: r.VoidReason, CalledAt: db.Time(r.CalledAt), tallied: r.Tallied,
	}
	if p.Lots.Source == LotBeacon {
		p.Lots.Round = Round{Number: uint64(r.LotRound), Due: db.Time(r.LotDue)}
		_, _ = hex.Decode(p.Lots.Round.Chain[:], []byte(r.LotChain)) // written by rowOf
	}
	if r.Sealed {
		p.Visibility = Sealed
	}
	return p
}

// millisText writes times as milliseconds with commas between them.
func millisText(times []time.Time) string {
	texts := make([]string, len(times))
	for i, t := range times {
		texts[i] = strconv.FormatInt(db.Millis(t), 10)
	}
	return strings.Join(texts, ",")
}

// timesOf reads what millisText wrote.
func timesOf(text string) []time.Time {
	if text == "" {
		return nil
	}
	var times []time.Time
	for _, one := range strings.Split(text, ",") {
		ms, _ := strconv.ParseInt(one, 10, 64) // written by millisText
		times = append(times, db.Time(ms))
	}
	return times
}

func optionRows(p Poll) []optionRow {
	rows := make([]optionRow, len(p.Options))
	for i, o := range p.Options {
		rows[i] = optionRow{
			PollID: string(p.ID), ID: string(o.ID), Place: i,
			LabelFR: o.Label.FR, LabelEN: o.Label.EN, NoteFR: o.Note.FR, NoteEN: o.Note.EN, Proposed: o.Proposed,
		}
		if o.Picture != nil {
			rows[i].Picture, rows[i].PictureWidth, rows[i].PictureHeight = o.Picture.Hash, o.Picture.Width, o.Picture.Height
			rows[i].AltFR, rows[i].AltEN = o.Picture.Alt.FR, o.Picture.Alt.EN
		}
	}
	return rows
}

func (r optionRow) option() Option {
	o := Option{ID: tally.OptionID(r.ID), Label: Text{r.LabelFR, r.LabelEN}, Note: Text{r.NoteFR, r.NoteEN}, Proposed: r.Proposed}
	if r.Picture != "" {
		o.Picture = &Picture{Hash: r.Picture, Width: r.PictureWidth, Height: r.PictureHeight, Alt: Text{r.AltFR, r.AltEN}}
	}
	return o
}

func insertPoll(ctx context.Context, tx *db.DB, p Poll) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	row := rowOf(p)
	if err := tx.Gorm(ctx).Table("polls").Create(&row).Error; err != nil {
		return slugOr(err)
	}
	return insertOptions(ctx, tx, p)
}

// updatePoll writes a poll that lockPoll has read in the same transaction.
func updatePoll(ctx context.Context, tx *db.DB, p Poll) error {
	row := rowOf(p)
	err := tx.Gorm(ctx).Table("polls").Where("id = ?", row.ID).Select("*").Omit("id").Updates(&row).Error
	if err != nil {
		return slugOr(err)
	}
	if err := tx.Gorm(ctx).Exec("DELETE FROM poll_options WHERE poll_id = ?", row.ID).Error; err != nil {
		return err
	}
	return insertOptions(ctx, tx, p)
}

func insertOptions(ctx context.Context, tx *db.DB, p Poll) error {
	rows := optionRows(p)
	if len(rows) == 0 {
		return nil
	}
	return tx.Gorm(ctx).Table("poll_options").Create(&rows).Error
}

// slugOr knows that the slug is the only thing that two polls can both want.
func slugOr(err error) error {
	if db.IsDuplicate(err) {
		return ErrSlugTaken.Wrap(err)
	}
	return fmt.Errorf("polls: store: %w", err)
}

// lockPoll reads a poll for a change: whoever else wants to change it, or to vote in it,
// waits for the end of the transaction.
func lockPoll(ctx context.Context, tx *db.DB, slug string) (Poll, error) {
	if err := tx.RequireTx(); err != nil {
		return Poll{}, err
	}
	return onePoll(ctx, tx, "slug = ?"+tx.ForUpdate(), slug)
}

func lockPollByID(ctx context.Context, tx *db.DB, id ID) (Poll, error) {
	if err := tx.RequireTx(); err != nil {
		return Poll{}, err
	}
	return onePoll(ctx, tx, "id = ?"+tx.ForUpdate(), string(id))
}

func selectPoll(ctx context.Context, d *db.DB, slug string) (Poll, error) {
	return onePoll(ctx, d, "slug = ?", slug)
}

// shownRow is a poll with one of its options, and whether there is more to tell of it: what its
// pages need, in one read.
type shownRow struct {
	Poll pollRow `gorm:"embedded"`

	Option    optionRow `gorm:"embedded;embeddedPrefix:option_"`
	HasOption bool      // false: Option is empty
	Noticed   bool      // it has notices
	Announced bool      // a decision was announced
}

const selectShownRows = `SELECT p.*, o.poll_id IS NOT NULL AS has_option,
	EXISTS (SELECT 1 FROM poll_notices n WHERE n.poll_id = p.id) AS noticed,
	EXISTS (SELECT 1 FROM poll_announcements a WHERE a.poll_id = p.id) AS announced,
	COALESCE(o.id, '') AS option_id, COALESCE(o.place, 0) AS option_place, COALESCE(o.label_fr, '') AS option_label_fr, COALESCE(o.label_en, '') AS option_label_en, COALESCE(o.note_fr, '') AS option_note_fr, COALESCE(o.note_en, '') AS option_note_en, COALESCE(o.picture, '') AS option_picture, COALESCE(o.picture_width, 0) AS option_picture_width, COALESCE(o.picture_height, 0) AS option_picture_height, COALESCE(o.alt_fr, '') AS option_alt_fr, COALESCE(o.alt_en, '') AS option_alt_en, COALESCE(o.proposed, FALSE) AS option_proposed
	FROM polls p LEFT JOIN poll_options o ON o.poll_id = p.id WHERE p.slug = ? ORDER BY o.place`

// selectShown is selectPoll for its pages.
func selectShown(ctx context.Context, d *db.DB, slug string) (Poll, error) {
	var rows []shownRow
	if err := d.Gorm(ctx).Raw(selectShownRows, slug).Scan(&rows).Error; err != nil {
		return Poll{}, fmt.Errorf("polls: find: %w", err)
	}
	if len(rows) == 0 {
		return Poll{}, ErrNotFound
	}
	p := rows[0].Poll.poll()
	p.unnoticed, p.unannounced = !rows[0].Noticed, !rows[0].Announced
	for _, row := range rows {
		if row.HasOption {
			p.Options = append(p.Options, row.Option.option())
		}
	}
	return p, nil
}

func selectPollByID(ctx context.Context, d *db.DB, id ID) (Poll, error) {
	return onePoll(ctx, d, "id = ?", string(id))
}

func onePoll(ctx context.Context, d *db.DB, where string, args ...any) (Poll, error) {
	found, err := selectPolls(ctx, d, where, args...)
	if err != nil {
		return Poll{}, err
	}
	if len(found) == 0 {
		return Poll{}, ErrNotFound
	}
	return found[0], nil
}

// selectPolls reads polls with their options. where is part of the program, never input.
func selectPolls(ctx context.Context, d *db.DB, where string, args ...any) ([]Poll, error) {
	var rows []pollRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM polls WHERE "+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("polls: find: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	found := make([]Poll, len(rows))
	place := make(map[string]int, len(rows))
	ids := make([]string, len(rows))
	for i, row := range rows {
		found[i], ids[i], place[row.ID] = row.poll(), row.ID, i
	}
	var options []optionRow
	err := d.Gorm(ctx).Raw("SELECT * FROM poll_options WHERE poll_id IN ? ORDER BY poll_id, place", ids).Scan(&options).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find options: %w", err)
	}
	for _, o := range options {
		p := &found[place[o.PollID]]
		p.Options = append(p.Options, o.option())
	}
	return found, nil
}

// deletePoll removes a poll that has never had a ballot.
func deletePoll(ctx context.Context, tx *db.DB, id ID) error {
	for _, statement := range []string{
		"DELETE FROM poll_options WHERE poll_id = ?", "DELETE FROM poll_snapshots WHERE poll_id = ?",
		"DELETE FROM poll_proposals WHERE poll_id = ?", "DELETE FROM poll_proposers WHERE poll_id = ?",
		"DELETE FROM poll_sittings WHERE poll_id = ?", "DELETE FROM poll_rounds WHERE poll_id = ?",
		"DELETE FROM poll_codes WHERE poll_id = ?", "DELETE FROM poll_code_batches WHERE poll_id = ?", "DELETE FROM polls WHERE id = ?",
	} {
		if err := tx.Gorm(ctx).Exec(statement, string(id)).Error; err != nil {
			return fmt.Errorf("polls: delete a draft: %w", err)
		}
	}
	return nil
}
