package loyalty

import (
	"context"
	"errors"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
	"kermesse/internal/mail"
)

// Correspondent writes to fans who have asked for it, and keeps what they asked for. It is
// a *fan.Service.
type Correspondent interface {
	Write(ctx context.Context, tx *db.DB, id fan.ID, purpose string, letter mail.Letter) (bool, error)
	Consents(ctx context.Context, d *db.DB, id fan.ID, purpose string) (bool, error)
	RecordConsent(ctx context.Context, tx *db.DB, id fan.ID, c fan.Consent) error
}

var _ Correspondent = (*fan.Service)(nil)

// LetterKind is what a letter of the programme tells. Each is asked for by itself.
type LetterKind string

// The letters.
const (
	LetterEarned LetterKind = "earned" // points were earned
	LetterEnding LetterKind = "ending" // points end soon
	LetterTier   LetterKind = "tier"   // a tier was reached
	LetterReward LetterKind = "reward" // there are points enough for a reward that was out of reach
)

// LetterKinds lists them in the order of reading.
func LetterKinds() []LetterKind {
	return []LetterKind{LetterEarned, LetterEnding, LetterTier, LetterReward}
}

// LettersPurpose begins the purposes of these letters: "loyalty:earned".
const LettersPurpose = "loyalty:"

// Purpose is the consent that the letter rests on.
func (k LetterKind) Purpose() string { return LettersPurpose + string(k) }

// Text is what a fan agrees to, word for word.
func (k LetterKind) Text() fault.Text { return letterTexts[k] }

var letterTexts = map[LetterKind]fault.Text{
	LetterEarned: {FR: "Écrivez-moi par e-mail quand j’ai gagné des points.", EN: "Write to me by e-mail when I have earned points."},
	LetterEnding: {FR: "Écrivez-moi par e-mail avant que des points n’arrivent à leur terme.", EN: "Write to me by e-mail before points of mine end."},
	LetterTier:   {FR: "Écrivez-moi par e-mail quand j’atteins un palier.", EN: "Write to me by e-mail when I reach a tier."},
	LetterReward: {FR: "Écrivez-moi par e-mail quand j’ai assez de points pour une nouvelle récompense.", EN: "Write to me by e-mail when I have points enough for another reward."},
}

// ListLetters reports which letters a fan has asked for.
func (s *Service) ListLetters(ctx context.Context, id fan.ID) (map[LetterKind]bool, error) {
	asked := map[LetterKind]bool{}
	for _, kind := range LetterKinds() {
		granted, err := s.letters.Consents(ctx, s.db, id, kind.Purpose())
		if err != nil {
			return nil, err
		}
		asked[kind] = granted
	}
	return asked, nil
}

// AskLetters records which letters a fan wants from now on. What has happened before is not
// told. Locale is the language of the text they read.
func (s *Service) AskLetters(ctx context.Context, brand account.BrandID, id fan.ID, wanted map[LetterKind]bool, locale string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		for _, kind := range LetterKinds() {
			granted, err := s.letters.Consents(ctx, tx, id, kind.Purpose())
			if err != nil {
				return err
			}
			if granted == wanted[kind] {
				continue
			}
			err = s.letters.RecordConsent(ctx, tx, id, fan.Consent{
				Purpose: kind.Purpose(), Granted: wanted[kind], Text: kind.Text().In(locale), Locale: locale, Source: "letters-page",
			})
			if err != nil {
				return err
			}
			if wanted[kind] {
				if err := s.beginLetters(ctx, tx, brand, id, kind); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// beginLetters notes what a letter need not tell any more.
func (s *Service) beginLetters(ctx context.Context, tx *db.DB, brand account.BrandID, id fan.ID, kind LetterKind) error {
	b := books{tx: tx, brand: brand}
	row := letterRow{Fan: string(id), Kind: string(kind), Brand: string(brand)}
	l, err := s.lookFor(ctx, b, row)
	if errors.Is(err, ErrUnknownMember) {
		return b.saveLetter(ctx, row)
	}
	if err != nil {
		return err
	}
	row.Told = l.now(kind)
	if kind == LetterEarned {
		row.ToldAt = db.Millis(l.at)
	}
	return b.saveLetter(ctx, row)
}

// look is a member as a letter sees them.
type look struct {
	*wallet
	programme *Programme
	brand     account.Brand
	at        time.Time
	rewards   []Reward // those in reach, cheapest first
}

func (s *Service) lookFor(ctx context.Context, b books, row letterRow) (look, error) {
	w, p, err := s.peek(ctx, b, byFan, row.Fan)
	if err != nil {
		return look{}, err
	}
	l := look{wallet: w, programme: p, at: s.clock.Now()}
	if l.brand, err = account.FindBrand(ctx, b.tx, b.brand); err != nil || LetterKind(row.Kind) != LetterReward {
		return l, err
	}
	all, err := b.rewards(ctx)
	for _, r := range all {
		if r.Cost > w.Available {
			break
		}
		taken, err := b.countRedemptions(ctx, w.id, r.ID)
		if err != nil {
			return l, err
		}
		if r.refuse(w.Wallet, taken, l.at) == nil {
			l.rewards = append(l.rewards, r)
		}
	}
	return l, err
}

// now is what a letter of the kind would have told by now.
func (l look) now(kind LetterKind) int64 {
	switch kind {
	case LetterEarned:
		return l.Earned
	case LetterTier:
		return int64(l.Tier)
	case LetterReward:
		if n := len(l.rewards); n > 0 {
			return l.rewards[n-1].Cost
		}
	case LetterEnding:
	}
	return 0
}

// How often letters leave.
const (
	earnedEvery = time.Hour           // what is earned within it is told together
	endingEvery = 7 * 24 * time.Hour  // at most
	endingAhead = 30 * 24 * time.Hour // what ends by then is told
	lookDaily   = 24 * time.Hour      // whether points end soon
)

// Correspond returns the job that writes letters. It looks at what wallets are, not at
// what moved them: writing to nobody costs no operation anything, and a job that was away
// tells everything once.
func (s *Service) Correspond() jobs.Task {
	return jobs.Task{Name: "loyalty.letters", Every: time.Minute, Run: s.WriteLetters}
}

// WriteLetters writes every letter that is due. It may run several times at once: each
// letter's row is claimed in the transaction that queues the mail. One that cannot be written
// holds up none of those beside it.
func (s *Service) WriteLetters(ctx context.Context) error {
	const batch = 200
	for {
		due, err := dueLetters(ctx, s.db, s.clock.Now(), batch)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, row := range due {
			err = errors.Join(err, s.db.InTx(ctx, func(tx *db.DB) error { return s.writeLetter(ctx, tx, row) }))
		}
		if err != nil {
			return err // what failed would come first again
		}
	}
}

func (s *Service) writeLetter(ctx context.Context, tx *db.DB, row letterRow) error {
	b := books{tx: tx, brand: account.BrandID(row.Brand)}
	mine, err := b.claimLetter(ctx, row)
	if err != nil || !mine {
		return err
	}
	l, err := s.lookFor(ctx, b, row)
	if err != nil {
		return err
	}
	letter, after, err := s.compose(ctx, b, l, row)
	if err != nil {
		return err
	}
	if letter != nil {
		sent, err := s.letters.Write(ctx, tx, fan.ID(row.Fan), LetterKind(row.Kind).Purpose(), letter)
		if err != nil {
			return err
		}
		if sent {
			after.ToldAt = db.Millis(l.at)
		}
	}
	after.Seen = row.Version
	return b.saveLetter(ctx, after)
}

// compose writes the letter, nil where there is nothing to tell, and what is told with it.
func (s *Service) compose(ctx context.Context, b books, l look, row letterRow) (mail.Letter, letterRow, error) {
	page := s.base + "/m/" + l.brand.Slug
	after := row
	switch LetterKind(row.Kind) {
	case LetterEarned:
		after.Told = l.Earned
		if l.Earned <= row.Told {
			return nil, after, nil
		}
		after.ToldAt, after.DueAt = db.Millis(l.at), db.Millis(l.at.Add(earnedEvery))
		reasons, err := b.reasons(ctx, l, row, l.Earned-row.Told)
		return mail.PointsEarned{
			Brand: l.brand.Name, Points: l.Earned - row.Told, Pending: l.Pending, Available: l.Available, Reasons: reasons, Link: page,
		}, after, err
	case LetterEnding:
		after.DueAt = db.Millis(l.at.Add(lookDaily))
		ends, last := l.ending()
		if last.UnixMilli() <= row.Told || l.at.Sub(db.Time(row.ToldAt)) < endingEvery {
			return nil, after, nil
		}
		after.Told = last.UnixMilli()
		return mail.PointsEnding{Brand: l.brand.Name, Ends: ends, Link: page}, after, nil
	case LetterTier:
		after.Told = int64(l.Tier)
		if int64(l.Tier) <= row.Told {
			return nil, after, nil
		}
		return mail.TierReached{
			Brand: l.brand.Name, Tier: l.programme.Tier(l.Tier).Name, Until: inZone(l.TierUntil, l.programme), Link: page,
		}, after, nil
	case LetterReward:
		after.Told = l.now(LetterReward)
		if after.Told <= row.Told {
			return nil, after, nil
		}
		letter := mail.RewardReady{Brand: l.brand.Name, Available: l.Available, Link: page + "#rewards"}
		for _, r := range slices.Backward(l.rewards) {
			if r.Cost > row.Told {
				letter.Rewards = append(letter.Rewards, r.Name)
			}
		}
		return letter, after, nil
	}
	return nil, after, nil
}

func inZone(t time.Time, p *Programme) time.Time {
	if t.IsZero() || p.Terms.Zone == nil {
		return t
	}
	return t.In(p.Terms.Zone)
}

// ending is what ends soon, by its last day, and the last of those moments; the zero time
// for nothing.
func (l look) ending() (ends []mail.Ending, last time.Time) {
	for _, lot := range l.LotsLeft() {
		if lot.Available == 0 || lot.ExpiresAt.IsZero() || lot.ExpiresAt.Sub(l.at) > endingAhead {
			continue
		}
		day := inZone(lot.ExpiresAt.Add(-time.Second), l.programme)
		if n := len(ends); n > 0 && sameDay(ends[n-1].LastDay, day) {
			ends[n-1].Points += lot.Available
		} else {
			ends = append(ends, mail.Ending{Points: lot.Available, LastDay: day})
		}
		last = lot.ExpiresAt
	}
	if last.IsZero() {
		last = time.UnixMilli(0)
	}
	return ends, last
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// reasons say what points were earned for since the last letter, where the lines add up to
// what it tells.
func (b books) reasons(ctx context.Context, l look, row letterRow, points int64) ([]mail.Reason, error) {
	rules, err := b.earnedByRule(ctx, l.id, db.Time(row.ToldAt))
	var reasons []mail.Reason
	for _, r := range rules {
		name := r.Rule
		if rule, ok := l.programme.Rule(r.Rule); ok {
			name = rule.Name
		}
		reasons = append(reasons, mail.Reason{Name: name, Points: r.Points})
		points -= r.Points
	}
	if points != 0 {
		return nil, err
	}
	return reasons, err
}
