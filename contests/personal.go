package contests

import (
	"context"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/photos"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// Service is a fan.Holder: it exports and forgets what it holds about somebody.
var _ fan.Holder = (*Service)(nil)

// HeldAct is an action that an entrant did or sent.
type HeldAct struct {
	Action string // what was asked
	State  ActState
	Proof  string // the text or the link that was sent
	Reason string // of a refusal
	At     time.Time
}

// Held is one entry as its own entrant reads it in an export.
type Held struct {
	Contest    string
	Address    string // path of the contest's page
	Number     string
	Status     EntryStatus
	Name       string
	Alias      string
	Answers    map[string]string
	Tickets    uint64
	Flags      []Flag
	Reason     string // of an exclusion
	Appeal     string // what they said to it
	EnteredAt  time.Time
	AcceptedAt *time.Time // nil until confirmed
	Commitment string
	Private    string // opens the commitment
	Actions    []HeldAct
	Pictures   map[string][]byte // JPEG files that were sent, by what they answer
	Word       string            // by which they know our messages
	WordsWere  []string          // those before it
	Prizes     []claims.Held

	ByFriend     bool // another entrant's link led here
	Receipts     []HeldReceipt
	Codes        []HeldCode
	TillReceipts []HeldSlip
	Plays        []HeldPlay
	Drawn        []HeldPlace
	Mails        []HeldMail
	Decisions    []HeldDecision
	Traces       []HeldTrace
	Photos       []photos.Kept
}

// Export returns the entries of a fan, with what proves them.
func (s *Service) Export(ctx context.Context, tx *db.DB, id fan.ID) (any, error) {
	found, err := selectEntries(ctx, tx, "WHERE fan_id = ? ORDER BY id", string(id))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	held := make([]Held, len(found))
	for i, e := range found {
		if held[i], err = s.held(ctx, tx, e); err != nil {
			return nil, err
		}
	}
	return held, nil
}

func (s *Service) held(ctx context.Context, tx *db.DB, e stored) (Held, error) {
	c, err := selectContest(ctx, tx, "WHERE id = ?", string(e.Contest))
	if err != nil {
		return Held{}, err
	}
	h := Held{
		Contest: c.Title, Address: "/c/" + c.Slug, Number: e.Number, Status: e.Status, Name: e.Name, Alias: e.Alias,
		Answers: e.Answers, Tickets: e.Tickets, Flags: e.Flags, Reason: e.Reason, EnteredAt: e.CreatedAt,
		Commitment: e.Commitment.String(), ByFriend: e.Referrer != "",
	}
	if err := s.heldRows(ctx, tx, c, e, &h); err != nil {
		return Held{}, err
	}
	appeal, err := findAppeal(ctx, tx, e.ID)
	if err != nil {
		return Held{}, err
	}
	if appeal != nil {
		h.Appeal = appeal.Said
	}
	if h.Word, err = s.wordOf(e.Entry); err != nil {
		return Held{}, err
	}
	if h.WordsWere, err = s.formerWords(e.Entry); err != nil {
		return Held{}, err
	}
	if h.Prizes, err = s.claims.Export(ctx, tx, e.Fan, string(e.ID)); err != nil {
		return Held{}, err
	}
	if h.Photos, err = s.photos.ExportEntry(ctx, tx, string(e.ID)); err != nil {
		return Held{}, err
	}
	if err := s.heldActs(ctx, tx, c, e.ID, &h); err != nil || e.AcceptedAt.IsZero() {
		return h, err
	}
	h.AcceptedAt = &e.AcceptedAt
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil {
		return Held{}, err
	}
	h.Private, err = s.privatePart(c, e, f.Contact)
	return h, err
}

// Erase forgets a fan: name, alias, answers and the secret that links them to a
// commitment. Entries that are not sealed leave their contest; of sealed ones the
// commitment stays, which leads to nobody now, so that every proof stays valid. Of who was
// excluded a keyed hash stays until the closing, so that they stay out.
func (s *Service) Erase(ctx context.Context, tx *db.DB, id fan.ID) error {
	if err := s.claims.Erase(ctx, tx, id); err != nil {
		return err
	}
	found, err := selectEntries(ctx, tx, "WHERE fan_id = ? ORDER BY contest_id", string(id))
	if err != nil {
		return err
	}
	type leaving struct {
		contest Contest
		entry   Entry
	}
	var out []leaving
	for _, e := range found {
		c, err := holdByID(ctx, tx, e.Contest)
		if err != nil {
			return err
		}
		if !c.Sealed(s.clock.Now()) {
			if err := s.stayOut(ctx, tx, c, e); err != nil {
				return err
			}
			if _, err := updateWithdrawn(ctx, tx, e.ID); err != nil {
				return err
			}
			if e.Status == EntryConfirmed {
				out = append(out, leaving{c, e.Entry})
			}
		}
	}
	if err := s.forgetWins(ctx, tx, id, found); err != nil {
		return err
	}
	for _, l := range out { // in the log last, when nothing else is waited for
		if err := s.takeOut(ctx, tx, l.contest, ReasonWithdrawn, s.clock.Now(), l.entry); err != nil {
			return err
		}
	}
	for _, e := range found {
		if err := forget(ctx, tx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// heldActs adds what was done beside entering, and the pictures that were sent.
func (s *Service) heldActs(ctx context.Context, tx *db.DB, c Contest, id EntryID, h *Held) error {
	acts, err := selectActs(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, r := range acts {
		a, _ := c.Entry.Action(r.Action)
		h.Actions = append(h.Actions, HeldAct{Action: a.Label, State: ActState(r.State), Proof: r.Proof, Reason: r.Reason, At: db.Time(r.ActedAt)})
	}
	sent, err := selectEntryPictures(ctx, tx, "WHERE entry_id = ? ORDER BY field", string(id))
	if err != nil || len(sent) == 0 {
		return err
	}
	h.Pictures = make(map[string][]byte, len(sent))
	for _, r := range sent {
		p, err := s.openPicture(r)
		if err != nil {
			return err
		}
		h.Pictures[r.Field] = p.JPEG
	}
	return nil
}

// forgetWins removes what is remembered of a fan's wins, so that nothing keeps them from
// entering that they asked to have erased.
func (s *Service) forgetWins(ctx context.Context, tx *db.DB, id fan.ID, found []stored) error {
	if len(found) == 0 {
		return nil
	}
	c, err := selectContest(ctx, tx, "WHERE id = ?", string(found[0].Contest))
	if err != nil {
		return err
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, id)
	if err != nil || f.Contact.Value == "" {
		return err
	}
	hash := s.contactHash(c.Brand, f.Contact)
	if err := deleteWinnerYearsOf(ctx, tx, c.Brand, hash); err != nil {
		return err
	}
	return deleteRestsOf(ctx, tx, c.Brand, hash)
}
