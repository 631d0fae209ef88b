package contests

import (
	"context"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// tellWinners tells everybody who has a prize of an attempt and does not know it yet, and
// everybody who was told of one that is theirs no longer. Mails are queued in the transaction of
// the change that they tell of, so each leaves once.
func (s *Service) tellWinners(ctx context.Context, tx *db.DB, c Contest, a Attempt) error {
	slots, err := slotsOf(ctx, tx, c, a)
	if err != nil {
		return err
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	show, err := selectShow(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	for _, slot := range slots {
		holds := slot.Holds() && a.CancelledAt.IsZero()
		switch {
		case holds && slot.ToldAt.IsZero() && show.Holds(a, slot, now): // told by ReleaseDue, after the audience
		case holds && slot.ToldAt.IsZero():
			err = s.tellWon(ctx, tx, c, a, brand, slot, now)
		case !holds && !slot.ToldAt.IsZero():
			err = s.tellLost(ctx, tx, c, a, brand, slot, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellWon gives the winner's message its code. Who left no e-mail address is told by the
// brand, with the same code.
func (s *Service) tellWon(ctx context.Context, tx *db.DB, c Contest, a Attempt, brand account.Brand, slot Slot, now time.Time) error {
	first, err := updateTold(ctx, tx, c.ID, a.No, slot, now)
	if err != nil || !first {
		return err
	}
	code, err := s.newCode()
	if err != nil {
		return err
	}
	if err := insertMessage(ctx, tx, c, a.No, slot, code, now); err != nil {
		return err
	}
	if slot.Alternate {
		if err := s.informOf(ctx, tx, EventPromoted, c, a.No, slot, now); err != nil {
			return err
		}
	}
	return s.write(ctx, tx, brand, slot, func(e Entry) mail.Letter {
		return mail.PrizeWon{
			Brand: brand.Name, Name: e.Name, Title: c.In(e.Locale).Title, Prize: c.In(e.Locale).Prizes[slot.Prize].Name, Promote: slot.Alternate,
			Number: e.Number, Code: code, Days: c.ClaimDays, ReplyTo: brand.ContactEmail,
			Check: s.base + "/" + e.Locale + "/w/" + brand.Slug, Link: s.page(c, e.Locale, "draw"),
		}
	})
}

func (s *Service) tellLost(ctx context.Context, tx *db.DB, c Contest, a Attempt, brand account.Brand, slot Slot, now time.Time) error {
	if err := updateUntold(ctx, tx, c.ID, a.No, slot, now); err != nil {
		return err
	}
	reason, until := slot.Reason.Text(), fault.Text{}
	switch {
	case !a.CancelledAt.IsZero():
		reason = a.CancelCode.Text()
	case slot.State == SlotDisqualified:
		until = momentWords(slot.DisqualifiedAt.Add(c.AppealPeriod()), c.Location())
	}
	return s.write(ctx, tx, brand, slot, func(e Entry) mail.Letter {
		return mail.PrizeLost{
			Brand: brand.Name, Name: e.Name, Title: c.In(e.Locale).Title, Prize: c.In(e.Locale).Prizes[slot.Prize].Name, Number: e.Number,
			Reason: reason, Until: until, Contact: brand.ContactEmail, Link: s.page(c, e.Locale, "draw"),
		}
	})
}

// write queues a letter to the holder of a slot, if they have an e-mail address.
func (s *Service) write(ctx context.Context, tx *db.DB, brand account.Brand, slot Slot, letter func(Entry) mail.Letter) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?", string(slot.Entry))
	if err != nil || e.Fan == "" {
		return err
	}
	f, err := s.fans.FindIn(ctx, tx, brand.ID, e.Fan)
	if err != nil || f.Contact.Kind != fan.ContactEmail {
		return err
	}
	m := mail.Compose(letter(e.Entry), f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e.Entry, f.Contact, m)
}

// newCode draws fifty random bits: far too many to guess one that was sent.
func (s *Service) newCode() (string, error) {
	var bits [7]byte
	if _, err := io.ReadFull(s.random, bits[:]); err != nil {
		return "", err
	}
	code := numberAlphabet.EncodeToString(bits[:])[:10]
	return code[:4] + "-" + code[4:8] + "-" + code[8:], nil
}

// WinnerMessage is what a brand wrote to a winner, as much of it as anybody who knows
// its code may see.
type WinnerMessage struct {
	Code    string
	Contest Contest
	Prize   string
	SentAt  time.Time
	ClaimBy time.Time
	Void    bool // sent by the brand, but the prize has gone to somebody else since
}

// CheckMessage tells whether a winner's message is really from a brand. Faults:
// ErrMessageNotFound; ErrCodeShape on the field code.
func (s *Service) CheckMessage(ctx context.Context, brand account.BrandID, code string) (WinnerMessage, error) {
	read := readNumber(code)
	if read == "" {
		var wrong problems
		wrong.add("code", ErrCodeShape)
		return WinnerMessage{}, wrong.err()
	}
	row, err := selectMessage(ctx, s.db, string(brand), read)
	if err != nil {
		return WinnerMessage{}, err
	}
	c, err := selectContest(ctx, s.db, "WHERE id = ?", row.ContestID)
	if err != nil {
		return WinnerMessage{}, err
	}
	sent := db.Time(row.SentAt)
	return WinnerMessage{
		Code: read, Contest: c, Prize: c.PrizeAt(row.Prize).Name, SentAt: sent,
		ClaimBy: sent.AddDate(0, 0, c.ClaimDays), Void: row.VoidAt > 0,
	}, nil
}
