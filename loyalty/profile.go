package loyalty

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
)

// ErrBirthday refuses a birthday.
var ErrBirthday = fault.New(fault.Invalid, "birthday_invalid",
	"Indiquez le mois et le jour, par exemple 03-14.", "Give the month and day, for example 03-14.")

// SetSegments says which segments a member is in, in place of those they were in. Segments
// are words of the brand's own, which rules may ask for.
func (s *Service) SetSegments(ctx context.Context, actor account.Actor, brand account.BrandID, ref string, segments []string) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	segments = slices.Compact(slices.Sorted(slices.Values(segments)))
	var c checker
	c.between(int64(len(segments)), 0, 50, "segments")
	for i, segment := range segments {
		c.refuse(!idShape.MatchString(segment), fmt.Sprintf("segments[%d]", i), ErrBadID)
	}
	if err := c.err(); err != nil {
		return err
	}
	return s.atMember(ctx, brand, byRef, ref, func(b books, id MemberID) error { return b.replaceSegments(ctx, id, segments) })
}

// ListSegments returns the segments that a member is in.
func (s *Service) ListSegments(ctx context.Context, actor account.Actor, brand account.BrandID, ref string) ([]string, error) {
	if err := mayRead(actor, brand); err != nil {
		return nil, err
	}
	b := books{tx: s.db, brand: brand}
	w, err := b.findWallet(ctx, byRef, ref)
	if err != nil {
		return nil, err
	}
	return b.segments(ctx, w.id)
}

// SetBirthday tells a member's birthday, as month and day: 03-14. Empty takes it away. What
// a birthday earns, it earns once a year, whenever it is told.
func (s *Service) SetBirthday(ctx context.Context, actor account.Actor, brand account.BrandID, ref, birthday string) error {
	if err := actor.Require(account.PostPoints, brand); err != nil {
		return err
	}
	return s.setBirthday(ctx, brand, byRef, ref, birthday)
}

// validBirthday holds for a day of the year, 29 February included, and for none.
func validBirthday(birthday string) bool {
	_, err := time.Parse(time.DateOnly, "2024-"+birthday) // 2024 had a 29 February
	return birthday == "" || err == nil && birthdayShape.MatchString(birthday)
}

var birthdayShape = regexp.MustCompile(`^\d\d-\d\d$`)

func (s *Service) setBirthday(ctx context.Context, brand account.BrandID, by, member, birthday string) error {
	if !validBirthday(birthday) {
		return fault.Invalids(ErrBirthday.At("birthday"))
	}
	return s.atMember(ctx, brand, by, member, func(b books, id MemberID) error { return b.updateBirthday(ctx, id, birthday) })
}

// atMember changes what is known of a member who is not erased.
func (s *Service) atMember(ctx context.Context, brand account.BrandID, by, member string, fn func(b books, id MemberID) error) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return s.write(ctx, tx, brand, func(b books) error {
			w, err := b.lockWallet(ctx, by, member)
			if err != nil {
				return err
			}
			if w.Erased {
				return ErrMemberErased
			}
			return fn(b, w.id)
		})
	})
}

// BirthdayTask gives members what their birthday is worth, on that day where the brand is.
func (s *Service) BirthdayTask() jobs.Task {
	return jobs.Task{Name: "loyalty.birthdays", Every: time.Hour, Run: s.GiveBirthdays}
}

// GiveBirthdays lets the rules about birthdays earn for everybody whose birthday is today:
// once a year, however often it runs. What fails for one brand is tried again in an hour, and
// keeps no other brand's members waiting.
func (s *Service) GiveBirthdays(ctx context.Context) error {
	brands, err := brandsWithBirthdays(ctx, s.db)
	for _, brand := range brands {
		if wrong := s.giveBirthdays(ctx, brand); wrong != nil {
			err = errors.Join(err, fmt.Errorf("loyalty: birthdays of brand %s: %w", brand, wrong))
		}
	}
	return err
}

func (s *Service) giveBirthdays(ctx context.Context, brand account.BrandID) error {
	b := books{tx: s.db, brand: brand}
	p, err := b.programme(ctx)
	if err != nil || len(p.on(Birthday)) == 0 {
		return err
	}
	today := s.clock.Now().In(p.Terms.Zone)
	refs, err := b.bornOn(ctx, daysLike(today))
	if err != nil {
		return err
	}
	year := fmt.Sprint("birthday:", today.Year())
	for part := range slices.Chunk(refs, 200) {
		var requests []Request
		for _, ref := range part {
			for _, rule := range p.on(Birthday) {
				requests = append(requests, Request{
					Key: "house:" + year + ":" + rule.ID + ":" + ref, Op: Earn{Member: ref, Rule: rule.ID, SourceID: sourceFor(rule, year, ref)},
				})
			}
		}
		if _, err := s.DoAll(ctx, actOf(brand), brand, requests); err != nil {
			return err
		}
	}
	return nil
}

// sourceFor names an event that everybody has: for each member another where the rule asks
// for one of the whole brand.
func sourceFor(rule Rule, event, ref string) string {
	if rule.Dedupe == "brand" {
		return event + ":" + ref
	}
	return event
}

// daysLike are the birthdays that are kept on a day: who was born on 29 February has theirs
// on the 28th of a year without one.
func daysLike(day time.Time) []string {
	days := []string{day.Format("01-02")}
	if days[0] == "02-28" && day.AddDate(0, 0, 1).Day() == 1 {
		days = append(days, "02-29")
	}
	return days
}
