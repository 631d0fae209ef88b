package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// instantAttempt is the attempt under which prizes are told that no draw decided.
const instantAttempt = 0

// tellInstant tells somebody of a prize that they won at once: in writing, with a code that
// anybody can check, as the winners of the draw are told.
func (s *Service) tellInstant(ctx context.Context, tx *db.DB, c Contest, slot Slot, now time.Time) error {
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	code, err := s.newCode()
	if err != nil {
		return err
	}
	if err := insertMessage(ctx, tx, c, instantAttempt, slot, code, now); err != nil {
		return err
	}
	return s.write(ctx, tx, brand, slot, func(e Entry) mail.Letter {
		return mail.PrizeWon{
			Brand: brand.Name, Name: e.Name, Title: c.Title, Prize: c.PrizeAt(slot.Prize).Name,
			Number: e.Number, Code: code, Days: c.ClaimDays, ReplyTo: brand.ContactEmail,
			Check: s.base + "/" + e.Locale + "/w/" + brand.Slug, Link: s.page(c, e.Locale, "instant"),
		}
	})
}
