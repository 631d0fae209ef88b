package contests

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

type contestRow struct {
	ID             string
	BrandID        string
	Slug           string
	Version        int64
	Title          string
	Description    string
	Locale         string
	TimeZone       string
	OpensAt        int64
	ClosesAt       int64
	Mode           string
	Source         string
	MarginS        int64
	ClaimDays      int
	OwnRules       string
	AlsoJSON       string
	EntryJSON      string
	ListJSON       string
	LawJSON        string
	Amended        int
	Picture        string
	PictureWidth   int
	PictureHeight  int
	PictureAlt     string
	CreatedAt      int64
	UpdatedAt      int64
	PublishedAt    int64
	PublishAt      int64
	PublishRefused int64
	RulesHash      string
	ShutAt         int64
	Attempt        int
	Listing        int64
}

type prizeRow struct {
	ContestID  string
	Position   int
	Name       string
	NameAlso   string
	Winners    int
	Alternates int
	ValueMinor int64
	Currency   string

	HandingJSON string
}

func (r contestRow) contest() (Contest, error) {
	c := Contest{
		ID: ID(r.ID), Brand: account.BrandID(r.BrandID), Slug: r.Slug, Version: r.Version,
		Title: r.Title, Description: r.Description, Locale: r.Locale, TimeZone: r.TimeZone,
		OpensAt: db.Time(r.OpensAt), ClosesAt: closingTime(r.ClosesAt),
		Mode: draw.Mode(r.Mode), Source: SourceKind(r.Source), Margin: time.Duration(r.MarginS) * time.Second,
		ClaimDays: r.ClaimDays, OwnRules: r.OwnRules,
		CreatedAt: db.Time(r.CreatedAt), UpdatedAt: db.Time(r.UpdatedAt), PublishedAt: db.Time(r.PublishedAt),
		ShutAt: db.Time(r.ShutAt), Amended: r.Amended, listing: r.Listing,
		PublishAt: db.Time(r.PublishAt), PublishRefusedAt: db.Time(r.PublishRefused),
	}
	if r.AlsoJSON != "" {
		if err := json.Unmarshal([]byte(r.AlsoJSON), &c.Also); err != nil {
			return Contest{}, err
		}
	}
	if err := json.Unmarshal([]byte(r.EntryJSON), &c.Entry); err != nil {
		return Contest{}, err
	}
	if r.ListJSON != "" {
		c.List = &ListTerms{}
		if err := json.Unmarshal([]byte(r.ListJSON), c.List); err != nil {
			return Contest{}, err
		}
	}
	var err error
	if c.Law, err = readLaw(r.LawJSON); err != nil {
		return Contest{}, err
	}
	if r.Picture != "" {
		c.Picture = &Picture{Hash: r.Picture, Width: r.PictureWidth, Height: r.PictureHeight, Alt: r.PictureAlt}
	}
	if r.RulesHash != "" {
		c.RulesHash, err = draw.ParseHash(r.RulesHash)
		c.inForce = c.RulesHash
	}
	return c, err
}

// unfixed stands for a closing that a draft does not have yet: the end of time, so that
// every row closes after it opens.
const unfixed = math.MaxInt64

func closingMillis(t time.Time) int64 {
	if t.IsZero() {
		return unfixed
	}
	return db.Millis(t)
}

func closingTime(ms int64) time.Time {
	if ms == unfixed {
		return time.Time{}
	}
	return db.Time(ms)
}

func (r prizeRow) prize() (Prize, error) {
	p := Prize{Name: r.Name, Also: r.NameAlso, Winners: r.Winners, Alternates: r.Alternates, ValueMinor: r.ValueMinor, Currency: r.Currency}
	if r.HandingJSON == "" {
		return p, nil
	}
	return p, json.Unmarshal([]byte(r.HandingJSON), &p.Handing)
}

// selectContests returns the contests that the clause after FROM contests finds, with
// their prizes and present attempts, in the clause's order.
func selectContests(ctx context.Context, d *db.DB, clause string, args ...any) ([]Contest, error) {
	var rows []contestRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM contests "+clause, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]Contest, len(rows))
	index := make(map[string]int, len(rows))
	ids := make([]string, len(rows))
	for i, row := range rows {
		c, err := row.contest()
		if err != nil {
			return nil, err
		}
		found[i], ids[i], index[row.ID] = c, row.ID, i
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var prizes []prizeRow
	err := d.Gorm(ctx).Raw("SELECT * FROM prizes WHERE contest_id IN ? ORDER BY contest_id, position", ids).Scan(&prizes).Error
	if err != nil {
		return nil, err
	}
	for _, p := range prizes {
		prize, err := p.prize()
		if err != nil {
			return nil, err
		}
		c := &found[index[p.ContestID]]
		c.Prizes = append(c.Prizes, prize)
	}
	attempts, err := selectAttempts(ctx, d, `WHERE contest_id IN ?
		AND attempt = (SELECT c.attempt FROM contests c WHERE c.id = contest_attempts.contest_id)`, ids)
	if err != nil {
		return nil, err
	}
	for id, present := range attempts {
		found[index[string(id)]].Attempt = present[0]
	}
	return found, amend(ctx, d, found)
}

// selectContest returns the one contest that the clause finds, or ErrNotFound.
func selectContest(ctx context.Context, d *db.DB, clause string, args ...any) (Contest, error) {
	found, err := selectContests(ctx, d, clause, args...)
	if err != nil {
		return Contest{}, err
	}
	if len(found) == 0 {
		return Contest{}, ErrNotFound
	}
	return found[0], nil
}

func selectBySlug(ctx context.Context, d *db.DB, slug string) (Contest, error) {
	return selectShown(ctx, d, "c.slug = ?", slug)
}

// lockBySlug returns a contest that nobody else changes until the transaction ends.
func lockBySlug(ctx context.Context, tx *db.DB, slug string) (Contest, error) {
	if err := tx.RequireTx(); err != nil {
		return Contest{}, err
	}
	return selectContest(ctx, tx, "WHERE slug = ?"+tx.ForUpdate(), slug)
}

func lockByID(ctx context.Context, tx *db.DB, id ID) (Contest, error) {
	if err := tx.RequireTx(); err != nil {
		return Contest{}, err
	}
	return selectContest(ctx, tx, "WHERE id = ?"+tx.ForUpdate(), string(id))
}

// holdBySlug returns a contest whose list cannot be sealed until the transaction ends;
// entries of others go on.
func holdBySlug(ctx context.Context, tx *db.DB, slug string) (Contest, error) {
	if err := tx.RequireTx(); err != nil {
		return Contest{}, err
	}
	return selectContest(ctx, tx, "WHERE slug = ?"+tx.ForShare(), slug)
}

func holdByID(ctx context.Context, tx *db.DB, id ID) (Contest, error) {
	if err := tx.RequireTx(); err != nil {
		return Contest{}, err
	}
	return selectContest(ctx, tx, "WHERE id = ?"+tx.ForShare(), string(id))
}

func (c Contest) pictureOrNone() Picture {
	if c.Picture == nil {
		return Picture{}
	}
	return *c.Picture
}

func (c Contest) search() string { return foldText(c.Title + " " + c.Also.Title + " " + c.Slug) }

// alsoJSON is the other language as it is stored; empty where there is none.
func (c Contest) alsoJSON() (string, error) {
	if c.Also == (Wording{}) {
		return "", nil
	}
	return jsonText(c.Also)
}

func insertContest(ctx context.Context, tx *db.DB, c Contest) error {
	entry, err := json.Marshal(c.Entry)
	if err != nil {
		return err
	}
	also, err := c.alsoJSON()
	if err != nil {
		return err
	}
	list := ""
	if c.List != nil {
		if list, err = jsonText(c.List); err != nil {
			return err
		}
	}
	law, err := lawText(c.Law)
	if err != nil {
		return err
	}
	p := c.pictureOrNone()
	err = tx.Gorm(ctx).Exec(`INSERT INTO contests
		(id, brand_id, slug, title, description, locale, time_zone, opens_at, closes_at, mode, source, margin_s,
		claim_days, own_rules, also_json, entry_json, list_json, law_json, picture, picture_width, picture_height, picture_alt, search, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(c.ID), string(c.Brand), c.Slug, c.Title, c.Description, c.Locale, c.TimeZone,
		db.Millis(c.OpensAt), closingMillis(c.ClosesAt), string(c.Mode), string(c.Source), int64(c.Margin/time.Second),
		c.ClaimDays, c.OwnRules, also, string(entry), list, law, p.Hash, p.Width, p.Height, p.Alt, c.search(), db.Millis(c.CreatedAt), db.Millis(c.UpdatedAt)).Error
	if db.IsDuplicate(err) {
		return ErrSlugTaken
	}
	if err != nil {
		return err
	}
	return insertPrizes(ctx, tx, c)
}

func insertPrizes(ctx context.Context, tx *db.DB, c Contest) error {
	for j, p := range c.Prizes {
		handing := ""
		if !p.Handing.IsZero() {
			var err error
			if handing, err = jsonText(p.Handing); err != nil {
				return err
			}
		}
		err := tx.Gorm(ctx).Exec(`INSERT INTO prizes (contest_id, position, name, name_also, winners, alternates, value_minor, currency, handing_json)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(c.ID), j, p.Name, p.Also, p.Winners, p.Alternates, p.ValueMinor, p.Currency, handing).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// updateDraft stores an edited draft if it is still the version that was edited, and
// still a draft; it reports whether it was.
func updateDraft(ctx context.Context, tx *db.DB, c Contest) (bool, error) {
	entry, err := json.Marshal(c.Entry)
	if err != nil {
		return false, err
	}
	law, err := lawText(c.Law)
	if err != nil {
		return false, err
	}
	also, err := c.alsoJSON()
	if err != nil {
		return false, err
	}
	p := c.pictureOrNone()
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET slug = ?, title = ?, description = ?, locale = ?, time_zone = ?,
		opens_at = ?, closes_at = ?, mode = ?, source = ?, margin_s = ?, claim_days = ?, own_rules = ?, also_json = ?, entry_json = ?, law_json = ?,
		picture = ?, picture_width = ?, picture_height = ?, picture_alt = ?, search = ?, updated_at = ?, version = version + 1
		WHERE id = ? AND version = ? AND published_at = 0`,
		c.Slug, c.Title, c.Description, c.Locale, c.TimeZone,
		db.Millis(c.OpensAt), closingMillis(c.ClosesAt), string(c.Mode), string(c.Source), int64(c.Margin/time.Second),
		c.ClaimDays, c.OwnRules, also, string(entry), law, p.Hash, p.Width, p.Height, p.Alt, c.search(), db.Millis(c.UpdatedAt), string(c.ID), c.Version)
	if db.IsDuplicate(res.Error) {
		return false, ErrSlugTaken
	}
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	if err := tx.Gorm(ctx).Exec("DELETE FROM prizes WHERE contest_id = ?", string(c.ID)).Error; err != nil {
		return false, err
	}
	return true, insertPrizes(ctx, tx, c)
}

// deleteDraft removes a draft and reports whether it was still one.
func deleteDraft(ctx context.Context, tx *db.DB, id ID) (bool, error) {
	for _, table := range []string{"prizes", "contest_contacts", "contest_overrides", "contest_permits"} {
		err := tx.Gorm(ctx).Exec("DELETE FROM "+table+` WHERE contest_id IN
			(SELECT id FROM contests WHERE id = ? AND published_at = 0)`, string(id)).Error
		if err != nil {
			return false, err
		}
	}
	res := tx.Gorm(ctx).Exec("DELETE FROM contests WHERE id = ? AND published_at = 0", string(id))
	return res.RowsAffected == 1, res.Error
}
