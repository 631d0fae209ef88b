package claims

import (
	"context"
	"encoding/csv"
	"io"
	"strings"
	"time"

	"kermesse/contests/claims/postal"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/text"
)

// Group is claims that call for the same act.
type Group string

// The groups, in the order of the work.
const (
	GroupAll      Group = ""
	GroupWaiting  Group = "waiting"  // for an answer
	GroupAccepted Group = "accepted" // to be looked at, and kept
	GroupToSend   Group = "to-send"
	GroupSent     Group = "sent"
	GroupReceived Group = "received"
	GroupOver     Group = "over" // declined, expired, void
)

var groupStates = map[Group][]State{
	GroupWaiting: {Told, Identified}, GroupAccepted: {Accepted}, GroupToSend: {ToSend}, GroupSent: {Sent}, GroupReceived: {Received},
	GroupOver: {Declined, Expired, Void},
}

// Groups lists the groups but for GroupAll.
func Groups() []Group {
	return []Group{GroupWaiting, GroupAccepted, GroupToSend, GroupSent, GroupReceived, GroupOver}
}

// Filter chooses claims of a brand.
type Filter struct {
	Contest string // slug; empty: all contests
	Group   Group
	Method  Method // empty: any
	Query   string // name, number of the entry, or code
	Offset  int
	Limit   int
}

// Line is a claim in a list.
type Line struct {
	Claim
	Contest Contest
	Contact string // for those who may know it
	ByMail  bool
}

// Page is a part of a list.
type Page struct {
	Lines []Line
	Total int
}

const maxPage = 200

// List returns claims of the actor's brand, those first whose winners were told first. It
// needs HandPrizes. Faults: those of Host.FindContest.
func (s *Service) List(ctx context.Context, actor account.Actor, f Filter) (Page, error) {
	where, args, err := s.where(ctx, actor, f)
	if err != nil {
		return Page{}, err
	}
	page := Page{}
	if page.Total, err = countClaims(ctx, s.db, where, args...); err != nil {
		return Page{}, err
	}
	if f.Limit < 1 || f.Limit > maxPage {
		f.Limit = maxPage
	}
	found, err := selectClaims(ctx, s.db, where+" ORDER BY told_at, id LIMIT ? OFFSET ?", append(args, f.Limit, max(f.Offset, 0))...)
	if err != nil {
		return Page{}, err
	}
	page.Lines, err = s.lines(ctx, s.db, actor, found)
	return page, err
}

// where is a filter as a clause. It asks for the permission that every list of claims needs.
func (s *Service) where(ctx context.Context, actor account.Actor, f Filter) (string, []any, error) {
	if err := actor.Require(account.HandPrizes, actor.Brand); err != nil {
		return "", nil, err
	}
	where, args := "WHERE brand_id = ?", []any{string(actor.Brand)}
	if f.Contest != "" {
		at, err := s.host.FindContest(ctx, s.db, f.Contest)
		if err != nil {
			return "", nil, err
		}
		where, args = where+" AND contest_id = ?", append(args, at.ID)
	}
	if states, ok := groupStates[f.Group]; ok {
		names := make([]string, len(states))
		for i, state := range states {
			names[i] = string(state)
		}
		where, args = where+" AND state IN ?", append(args, names)
	}
	if f.Method != "" {
		where, args = where+" AND method = ?", append(args, string(f.Method))
	}
	if folded := text.Fold(f.Query); folded != "" {
		where, args = where+" AND search LIKE ?", append(args, "%"+folded+"%")
	}
	return where, args, nil
}

func (s *Service) lines(ctx context.Context, d *db.DB, actor account.Actor, found []Claim) ([]Line, error) {
	contests := map[string]Contest{}
	people := actor.May(account.ViewPeople)
	lines := make([]Line, len(found))
	for i, c := range found {
		at, known := contests[c.Won.Contest]
		if !known {
			var err error
			if at, err = s.host.Describe(ctx, d, c.Won.Contest); err != nil {
				return nil, err
			}
			contests[c.Won.Contest] = at
		}
		lines[i] = Line{Claim: c, Contest: at}
		if c.Fan != "" {
			f, err := s.fans.FindIn(ctx, d, c.Brand, c.Fan)
			if err != nil {
				return nil, err
			}
			lines[i].ByMail = f.Contact.Kind == fan.ContactEmail
			if people {
				lines[i].Contact = f.Contact.Value
			}
		}
		if !people {
			lines[i].Name = ""
		}
	}
	return lines, nil
}

// Counts tells how many claims are in each group, of one contest or, by an empty slug, of the
// brand. It needs HandPrizes.
func (s *Service) Counts(ctx context.Context, actor account.Actor, slug string) (map[Group]int, error) {
	where, args, err := s.where(ctx, actor, Filter{Contest: slug})
	if err != nil {
		return nil, err
	}
	byState, err := countStates(ctx, s.db, where, args...)
	if err != nil {
		return nil, err
	}
	counts := map[Group]int{}
	for group, states := range groupStates {
		for _, state := range states {
			counts[group] += byState[state]
			counts[GroupAll] += byState[state]
		}
	}
	return counts, nil
}

// Expiring counts the prizes of the actor's brand that nobody has answered for and that are
// passed on before a moment, and tells when the first is; the zero time for none. It needs
// HandPrizes.
func (s *Service) Expiring(ctx context.Context, actor account.Actor, before time.Time) (int, time.Time, error) {
	if err := actor.Require(account.HandPrizes, actor.Brand); err != nil {
		return 0, time.Time{}, err
	}
	return selectExpiring(ctx, s.db, string(actor.Brand), before)
}

// WriteAddresses writes the prizes that a filter chooses as a file for whoever packs and
// sends them: UTF-8 CSV, no cell a formula. It needs ExportPeople, and the journal says who
// took the file.
func (s *Service) WriteAddresses(ctx context.Context, actor account.Actor, f Filter, w io.Writer) error {
	if err := actor.Require(account.ExportPeople, actor.Brand); err != nil {
		return err
	}
	where, args, err := s.where(ctx, actor, f)
	if err != nil {
		return err
	}
	found, err := selectClaims(ctx, s.db, where+" ORDER BY told_at, id", args...)
	if err != nil {
		return err
	}
	lines, err := s.lines(ctx, s.db, actor, found)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		return account.Record(ctx, tx, actor, account.Change{
			Action: "claims.exported", Subject: exportSubject(f.Contest), At: s.clock.Now(),
			After: map[string]any{"group": f.Group, "method": f.Method, "claims": len(lines)},
		})
	})
	if err != nil {
		return err
	}
	return s.writeLines(lines, w)
}

func exportSubject(slug string) string {
	if slug == "" {
		return "claims"
	}
	return "contest:" + slug
}

func (s *Service) writeLines(lines []Line, w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	titles := []string{
		"code", "contest", "entry", "prize", "choice", "state", "accepted_at", "method", "place", "carrier", "tracking", "contact",
		"country", "name", "line1", "line2", "quarter", "postcode", "city", "region", "phone", "label",
	}
	if err := out.Write(titles); err != nil {
		return err
	}
	for _, l := range lines {
		a, err := s.address(l.Claim)
		if err != nil {
			return err
		}
		accepted := ""
		if !l.AcceptedAt.IsZero() {
			accepted = l.AcceptedAt.UTC().Format(time.RFC3339)
		}
		cells := []string{
			l.Code, l.Contest.Slug, l.Number, l.Contest.Prizes[l.Prize].Name, l.Choice, string(l.State), accepted, string(l.Method), l.Place,
			l.Carrier, l.Tracking, l.Contact, a.Country,
		}
		for _, field := range []postal.Field{postal.Name, postal.Line1, postal.Line2, postal.Quarter, postal.Code, postal.City, postal.Region, postal.Phone} {
			cells = append(cells, a.Values[field])
		}
		cells = append(cells, strings.Join(a.Label(), "\n"))
		for i, cell := range cells {
			cells[i] = text.Cell(cell)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
