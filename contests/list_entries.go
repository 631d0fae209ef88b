package contests

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// EntryFilter narrows a list of entries.
type EntryFilter struct {
	Status  EntryStatus // empty: all
	Flagged bool        // only those with a reason to look twice
	Source  EntrySource // empty: all
	Query   string      // part of a name or number; or a whole e-mail address or telephone number
	Cursor  string
	Limit   int // 1 to 200; 0: 50
}

// EntryLine is an entry as staff see it.
type EntryLine struct {
	Entry
	Contact string // in full; empty for an imported comment and once forgotten
}

// EntryPage is a part of a list of entries, the newest first.
type EntryPage struct {
	Items []EntryLine
	Next  string
}

// ListEntries returns entries of a contest with their contacts. It needs ViewPeople.
func (s *Service) ListEntries(ctx context.Context, actor account.Actor, slug string, f EntryFilter) (EntryPage, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return EntryPage{}, err
	}
	limit := limitOf(f.Limit)
	found, err := s.listEntries(ctx, s.db, c, f, limit+1)
	if err != nil {
		return EntryPage{}, err
	}
	next := ""
	if len(found) > limit {
		found, next = found[:limit], string(found[limit-1].ID)
	}
	lines, err := s.withContacts(ctx, c, found)
	return EntryPage{Items: lines, Next: next}, err
}

func (s *Service) listEntries(ctx context.Context, d *db.DB, c Contest, f EntryFilter, limit int) ([]stored, error) {
	holder := ""
	if contact, ok := contactQuery(f.Query); ok {
		// An address is never stored in the open: it is found whole or not at all.
		known, err := s.fans.LookUp(ctx, c.Brand, contact)
		if err == nil {
			holder, f.Query = "fan:"+string(known.ID), ""
		}
	}
	return selectEntryList(ctx, d, c.ID, f, holder, limit)
}

func contactQuery(query string) (fan.Contact, bool) {
	query = strings.TrimSpace(query)
	if strings.Contains(query, "@") {
		contact, err := fan.ParseContact(query, "", "")
		return contact, err == nil
	}
	if strings.HasPrefix(query, "+") {
		contact, err := fan.ParseContact("", query, "")
		return contact, err == nil
	}
	return fan.Contact{}, false
}

func (s *Service) withContacts(ctx context.Context, c Contest, found []stored) ([]EntryLine, error) {
	lines := make([]EntryLine, len(found))
	var ids []fan.ID
	for i, e := range found {
		lines[i].Entry = e.Entry
		if e.Fan != "" {
			ids = append(ids, e.Fan)
		}
	}
	if len(ids) == 0 {
		return lines, nil
	}
	fans, err := s.fans.FindMany(ctx, c.Brand, ids)
	if err != nil {
		return nil, err
	}
	for i, e := range found {
		lines[i].Contact = fans[e.Fan].Contact.Value
	}
	return lines, nil
}

// FindEntry returns one entry for staff. It needs ViewPeople.
func (s *Service) FindEntry(ctx context.Context, actor account.Actor, slug string, id EntryID) (EntryLine, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return EntryLine{}, err
	}
	e, err := selectEntry(ctx, s.db, "WHERE id = ? AND contest_id = ?", string(id), string(c.ID))
	if err != nil {
		return EntryLine{}, err
	}
	lines, err := s.withContacts(ctx, c, []stored{e})
	if err != nil {
		return EntryLine{}, err
	}
	return lines[0], nil
}

// EntryCounts are the figures of a contest. Started is how many began, however they
// ended; of those, Confirmed are in the draw.
type EntryCounts struct {
	Started   int
	Pending   int
	Confirmed int
	Excluded  int
	Withdrawn int
	Flagged   int // confirmed or pending, with a reason to look twice
	Today     int // confirmed since midnight in the contest's zone
	Tickets   int64
	BySource  map[EntrySource]int // confirmed
}

// Count returns the figures of a contest. They name nobody.
func (s *Service) Count(ctx context.Context, c Contest) (EntryCounts, error) {
	now := s.clock.Now().In(c.Location())
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, c.Location())
	return selectCounts(ctx, s.db, c.ID, midnight)
}

// CountConfirmed is how many entries take part, for pages that everybody may ask for.
func (s *Service) CountConfirmed(ctx context.Context, c Contest) (int, error) {
	seal, sealed, err := s.FindSeal(ctx, c)
	if err != nil || sealed {
		return int(seal.Entries), err
	}
	return selectConfirmed(ctx, s.db, c.ID)
}

// CountUnsealed is CountConfirmed for a contest that Find has just returned without a seal.
func (s *Service) CountUnsealed(ctx context.Context, c Contest) (int, error) {
	return selectConfirmed(ctx, s.db, c.ID)
}

// CountDays returns the confirmed entries of each of the last days, the oldest first
// and today last, in the contest's zone.
func (s *Service) CountDays(ctx context.Context, c Contest, days int) ([]int, error) {
	now := s.clock.Now().In(c.Location())
	starts := make([]time.Time, days+1)
	for i := range starts {
		starts[i] = time.Date(now.Year(), now.Month(), now.Day()-days+1+i, 0, 0, 0, 0, c.Location())
	}
	return selectAcceptedBetween(ctx, s.db, c.ID, starts)
}
