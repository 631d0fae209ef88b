package contests

import (
	"context"
	"errors"
	"io"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// NameListID names a list that somebody brought to draw from. It is a UUID.
type NameListID string

// NameList is a list of names or comments that somebody brought, to draw from it without
// a running contest: kept as it came until it is frozen or thrown away, so that no
// mistake in a form loses it. Frozen, it has become the entries of a contest.
type NameList struct {
	ID        NameListID
	Brand     account.BrandID
	Version   int64     // grows with every change: what is frozen is what was seen
	Name      string    // of the file; empty if it was pasted
	Bytes     int64     // of the file
	Hash      draw.Hash // SHA-256 of the file
	Filter    ListFilter
	Excluded  int        // people on the list of those left out
	Report    ListReport // what the filter makes of the file; zero while there is a Problem
	Twins     []Twin     // draws that were published from this file or among these people
	Problem   error      // why the file cannot be counted yet, such as a column to name
	CreatedAt time.Time

	Contest   ID // whose entries it becomes; empty: not asked for yet
	Slug      string
	FilledRow int       // line of the file up to which the entries are written
	FrozenAt  time.Time // all are written, and the contest is published
}

// Reconciled compares the list with what the network shows; empty where that was not said.
func (l NameList) Reconciled() fault.Text {
	t := l.Report.terms()
	t.Shown = l.Filter.Shown
	return t.Reconciled()
}

// Started reports whether freezing was asked for: then nothing of the list changes.
func (l NameList) Started() bool { return l.Contest != "" }

// ListFilter is who of a list takes part, as a person states it. What it leaves out is
// public, as counts.
type ListFilter struct {
	Columns      ImportColumns
	Before       string // RFC 3339, or a local time in the brand's zone; empty: whenever
	Contains     string // a word or #hashtag
	Mentions     int    // of people, at least
	OnePerAuthor bool
	Drop         []Condition
	Shown        int // how many comments the network shows under the post, to compare with; 0: not said
}

// Limits of a list to draw from.
const (
	MaxListBytes = 128 << 20
	MaxListRows  = 1_000_000 // entries; rows that are left out do not count
	listLife     = 7 * 24 * time.Hour
	maxMentions  = 50
	maxWord      = 100
	maxDrops     = 10
	maxFileName  = 120
	maxShown     = 1_000_000_000
)

// What is said no with about lists.
var (
	ErrListNotFound = fault.New(fault.NotFound, "list_not_found",
		"Cette liste n’existe pas, ou n’existe plus\u00a0: une liste qui n’est pas tirée est effacée au bout de 7 jours.",
		"There is no such list, or not any more: a list that is not drawn from is deleted after 7 days.")
	ErrListFrozen = fault.New(fault.Conflict, "list_frozen",
		"Cette liste est figée\u00a0: ses filtres ne changent plus.",
		"This list is frozen: its filters no longer change.")
	ErrListEdited = fault.New(fault.Conflict, "list_edited_elsewhere",
		"Les filtres de cette liste ont changé entre-temps, et les chiffres avec eux. Rien n’a été figé\u00a0: relisez-les.",
		"The filters of this list changed in the meantime, and its figures with them. Nothing was frozen: read them again.")
	ErrListNobody = fault.New(fault.Invalid, "list_empty",
		"Il ne reste personne dans cette liste\u00a0: assouplissez les filtres.",
		"Nobody is left in this list: loosen the filters.")
	ErrListOnly = fault.New(fault.Conflict, "contest_from_list",
		"Ce tirage se fait dans une liste déjà constituée\u00a0: on n’y participe pas ici.",
		"This draw is from a list that was made before: nobody enters here.")
	ErrMentionsRange = fault.New(fault.Invalid, "mentions_out_of_range",
		"Indiquez de 0 à %d personnes.",
		"Give 0 to %d people.")
	ErrShownRange = fault.New(fault.Invalid, "shown_out_of_range",
		"Indiquez le nombre que le réseau affiche, de 1 à %d, ou laissez vide.",
		"Give the number that the network shows, 1 to %d, or leave it empty.")
	ErrTooManyConditions = fault.New(fault.Invalid, "conditions_too_many",
		"Une liste a au plus %d conditions.",
		"A list has at most %d conditions.")
)

// AddNameList keeps a list of names or comments as it is sent, and counts it with one
// entry per person. What a person can mend afterwards, such as a column to name, stands
// in its Problem. Faults: ErrFileEmpty, ErrFileTooLarge, ErrFileNotCSV; then nothing is kept.
func (s *Service) AddNameList(ctx context.Context, actor account.Actor, name string, content io.Reader) (NameList, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return NameList{}, err
	}
	l := NameList{
		ID: NameListID(db.NewID()), Brand: actor.Brand, Version: 1, Name: firstRunes(plain(name), maxFileName),
		Filter: ListFilter{OnePerAuthor: true}, CreatedAt: s.clock.Now(),
	}
	if err := s.inTx(ctx, func(tx *db.DB) error { return insertNameList(ctx, tx, l) }); err != nil {
		return NameList{}, err
	}
	var err error
	l.Hash, l.Bytes, err = s.keepParts(ctx, l.ID, listFile, &limited{in: content, left: MaxListBytes})
	if err == nil {
		err = s.count(ctx, &l)
	}
	if errors.Is(err, errTooMany) {
		err = ErrFileTooLarge.With(MaxListBytes >> 20)
	}
	if err == nil && (errors.Is(l.Problem, ErrFileEmpty) || errors.Is(l.Problem, ErrFileNotCSV)) {
		err = l.Problem
	}
	if err != nil {
		ctx := context.WithoutCancel(ctx) // also for somebody who has gone
		return NameList{}, errors.Join(err, s.inTx(ctx, func(tx *db.DB) error { return deleteNameList(ctx, tx, l.ID) }))
	}
	err = s.inTx(ctx, func(tx *db.DB) error {
		if err := updateKept(ctx, tx, l, s.saltOf(l.Brand, l.Hash)); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "list.added", Subject: l.subject(), At: l.CreatedAt, After: l.facts()})
	})
	return s.withTwins(ctx, l, err)
}

func (s *Service) inTx(ctx context.Context, fn func(tx *db.DB) error) error {
	return s.db.InTx(ctx, fn)
}

// subject names the list in the journal.
func (l NameList) subject() string { return "list:" + string(l.ID) }

func (l NameList) facts() map[string]any {
	return map[string]any{
		"file": l.Name, "file_sha256": l.Hash.String(), "bytes": l.Bytes, "rows": l.Report.Rows, "entries": l.Report.Entries,
	}
}

// FindNameList returns a list of the actor's brand. Faults: ErrListNotFound.
func (s *Service) FindNameList(ctx context.Context, actor account.Actor, id NameListID) (NameList, error) {
	l, err := s.nameList(ctx, s.db, actor, id)
	if err == nil && l.Report.Rows == 0 && !l.Started() {
		err = s.count(ctx, &l)
	}
	return s.withTwins(ctx, l, err)
}

func (s *Service) withTwins(ctx context.Context, l NameList, err error) (NameList, error) {
	if err == nil {
		l.Twins, err = selectTwins(ctx, s.db, l)
	}
	return l, err
}

func (s *Service) nameList(ctx context.Context, d *db.DB, actor account.Actor, id NameListID) (NameList, error) {
	l, err := selectNameList(ctx, d, "WHERE id = ? AND kept_at > 0", string(id))
	if err != nil {
		return NameList{}, err
	}
	return l, actor.RequireOr(account.EditCampaigns, l.Brand, ErrListNotFound)
}

// NameLists returns the brand's lists that are not drawn from yet, the newest first.
func (s *Service) NameLists(ctx context.Context, actor account.Actor) ([]NameList, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return nil, err
	}
	return selectNameLists(ctx, s.db, "WHERE brand_id = ? AND kept_at > 0 AND frozen_at = 0 ORDER BY id DESC LIMIT 50", string(actor.Brand))
}

// SiftNameList states who of a list takes part, and counts it again. exclude is a list of
// people to leave out, which replaces the one there was; nil keeps it. A filter that
// cannot work on the file, such as one on a column that is not there, is told as invalid
// fields and not kept. Faults: ErrListNotFound, ErrListFrozen, ErrListEdited, invalid fields.
func (s *Service) SiftNameList(ctx context.Context, actor account.Actor, id NameListID, version int64, f ListFilter, exclude io.Reader) (NameList, error) {
	l, err := s.nameList(ctx, s.db, actor, id)
	if err != nil {
		return NameList{}, err
	}
	if l.Started() {
		return NameList{}, ErrListFrozen
	}
	if version != 0 && version != l.Version {
		return NameList{}, ErrListEdited
	}
	l.Filter = f
	if err := s.readFilter(ctx, &l); err != nil {
		return NameList{}, err
	}
	names, err := s.readExcluded(ctx, &l, exclude)
	if err != nil {
		return NameList{}, err
	}
	if err := s.countWith(ctx, &l, names.names); err != nil {
		return NameList{}, err
	}
	if l.Problem != nil {
		return NameList{}, l.Problem
	}
	err = s.inTx(ctx, func(tx *db.DB) error {
		changed, err := updateSifted(ctx, tx, l)
		if err != nil {
			return err
		}
		if !changed {
			return ErrListEdited
		}
		if names.replaced {
			return replaceParts(ctx, tx, l.ID, listExcluded, names.text)
		}
		return nil
	})
	l.Version++
	return s.withTwins(ctx, l, err)
}

// DiscardNameList throws a list away. Faults: ErrListNotFound, ErrListFrozen.
func (s *Service) DiscardNameList(ctx context.Context, actor account.Actor, id NameListID) error {
	return s.inTx(ctx, func(tx *db.DB) error {
		l, err := s.nameList(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if l.Started() {
			return ErrListFrozen
		}
		if err := deleteNameList(ctx, tx, id); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "list.discarded", Subject: l.subject(), At: s.clock.Now(), Before: l.facts(),
		})
	})
}

// PurgeNameLists deletes lists that nobody drew from for a week, and what is left of
// files that did not arrive whole. It is a job.
func (s *Service) PurgeNameLists(ctx context.Context) error {
	old := db.Millis(s.clock.Now().Add(-listLife))
	lists, err := selectNameLists(ctx, s.db, "WHERE contest_id = '' AND created_at < ? ORDER BY id LIMIT 100", old)
	for _, l := range lists {
		err = errors.Join(err, s.inTx(ctx, func(tx *db.DB) error { return deleteNameList(ctx, tx, l.ID) }))
	}
	return err
}
