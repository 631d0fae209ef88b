package claims

import (
	"context"
	"crypto/hmac"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
	"kermesse/internal/text"
)

// Message is a message that a brand wrote to a winner, as much of it as anybody who knows
// its code may see.
type Message struct {
	Claim   Claim
	Contest Contest
	Standing
	ByMail bool // the winner has an e-mail address: our messages reach them
}

// Standing is what a genuine message is still worth.
type Standing string

// The standings.
const (
	StandsOpen     Standing = "open"     // it waits for an answer
	StandsAnswered Standing = "answered" // the prize was accepted, and is theirs or on its way
	StandsReceived Standing = "received"
	StandsDeclined Standing = "declined"
	StandsExpired  Standing = "expired" // nobody answered in time, whether a job has noted it or not
	StandsVoid     Standing = "void"    // the prize has gone to somebody else
)

// Standing tells what the claim is worth at a moment.
func (c Claim) Standing(now time.Time) Standing {
	switch {
	case c.State == Void:
		return StandsVoid
	case c.State == Declined:
		return StandsDeclined
	case c.State == Expired || c.State.Open() && c.Late(now):
		return StandsExpired
	case c.State == Received:
		return StandsReceived
	case c.State.Yes():
		return StandsAnswered
	}
	return StandsOpen
}

// In is the message with the words of its contest in a language.
func (m Message) In(lang string) Message {
	m.Contest = m.Contest.In(lang)
	return m
}

// Prize is the prize that the message is about.
func (m Message) Prize() Prize { return m.Contest.Prizes[m.Claim.Prize] }

// Limits of who asks about messages: generous, for a whole town may stand behind one address.
const (
	missesPerSpell = 60 // of one network: codes that are none of ours
	wordsPerSpell  = 8  // about one entry: guesses of its secret word
	spell          = 10 * time.Minute
)

// CheckMessage tells whether a code is of a message that a brand wrote, and what that is
// worth now. network is where the question comes from: whoever asks for many codes that are
// none of ours is told to wait. Faults: ErrNotFound, ErrTries; ErrCodeShape on the field code.
func (s *Service) CheckMessage(ctx context.Context, brand account.BrandID, typed, network string) (Message, error) {
	code, err := readCode(typed)
	if err != nil {
		return Message{}, err
	}
	c, err := s.lookUp(ctx, network, func() (Claim, error) {
		return selectClaim(ctx, s.db, "WHERE code = ? AND brand_id = ?", code, string(brand))
	})
	if err != nil {
		return Message{}, err
	}
	return s.message(ctx, c)
}

func (s *Service) message(ctx context.Context, c Claim) (Message, error) {
	at, err := s.host.Describe(ctx, s.db, c.Contest)
	if err != nil {
		return Message{}, err
	}
	m := Message{Claim: c, Contest: at, Standing: c.Standing(s.clock.Now())}
	if c.Fan == "" {
		return m, nil
	}
	f, err := s.fans.Find(ctx, c.Brand, c.Fan)
	m.ByMail = f.Contact.Kind == fan.ContactEmail
	return m, err
}

// lookUp asks for a claim and counts a miss. A network that has missed too often is asked to
// wait; who has a code that was written to them gets an answer all the same, whatever others do
// on the same Wi-Fi. A code has fifty bits: nobody comes upon one by trying.
func (s *Service) lookUp(ctx context.Context, network string, find func() (Claim, error)) (Claim, error) {
	c, miss := find()
	if fault.KindOf(miss) != fault.NotFound {
		return c, miss
	}
	name, now := rate.NewName(s.keys.rate, "miss", network), s.clock.Now()
	missed, err := rate.Seen(ctx, s.db, name, spell, now)
	if err != nil {
		return Claim{}, err
	}
	if missed >= missesPerSpell {
		return Claim{}, ErrTries.After(rate.Remaining(spell, now))
	}
	return Claim{}, s.count(ctx, name, miss)
}

// count counts a miss and returns what it was.
func (s *Service) count(ctx context.Context, name rate.Name, miss error) error {
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		_, err := rate.Hit(ctx, tx, name, spell, s.clock.Now())
		return err
	})
	if err != nil {
		return err
	}
	return miss
}

// WordFit is how a word fits an entry.
type WordFit string

// The fits.
const (
	WordWrong  WordFit = "wrong"
	WordRight  WordFit = "right"
	WordFormer WordFit = "former" // its entrant has changed it since: an earlier message may state it
)

// CheckWord tells whether a message states the secret word of the entry that it names, or one
// that its entrant had before. The word itself is never told: whoever asks must have both. A
// few guesses at one entry are answered, and then none for a while, right or wrong.
// Faults: ErrTries; ErrNumberShape on the field entry, ErrWordMissing on the field word.
func (s *Service) CheckWord(ctx context.Context, brand account.BrandID, typedNumber, typedWord, network string) (WordFit, error) {
	folded, ok := codes.Letters32.Fold(typedNumber)
	var wrong []fault.Field
	if !ok || len(folded) != codeLetters {
		wrong = append(wrong, ErrNumberShape.At("entry"))
	}
	said := text.Fold(typedWord)
	if said == "" {
		wrong = append(wrong, ErrWordMissing.At("word"))
	}
	if len(wrong) > 0 {
		return WordWrong, fault.Invalids(wrong...)
	}
	number := codes.Group(folded, 4)
	if err := s.limitWords(ctx, rate.NewName(s.keys.rate, "word", string(brand), number), wordsPerSpell); err != nil {
		return WordWrong, err
	}
	if err := s.limitWords(ctx, rate.NewName(s.keys.rate, "words", network), missesPerSpell); err != nil {
		return WordWrong, err
	}
	entry, err := s.host.EntryNumbered(ctx, s.db, brand, number)
	if err != nil || entry == "" {
		return WordWrong, err
	}
	return s.fit(ctx, entry, said)
}

// fit compares what a message says with the words of an entry. Each is compared in full.
func (s *Service) fit(ctx context.Context, entry, said string) (WordFit, error) {
	word, err := s.host.SecretWord(ctx, s.db, entry)
	if err != nil || word == "" {
		return WordWrong, err
	}
	former, err := s.host.FormerWords(ctx, s.db, entry)
	if err != nil {
		return WordWrong, err
	}
	fit := WordWrong
	for _, was := range former {
		if hmac.Equal([]byte(text.Fold(was)), []byte(said)) {
			fit = WordFormer
		}
	}
	if hmac.Equal([]byte(text.Fold(word)), []byte(said)) {
		fit = WordRight
	}
	return fit, nil
}

// limitWords counts every question about secret words, also those that are answered by yes:
// a count that only grows with misses would tell right from wrong.
func (s *Service) limitWords(ctx context.Context, name rate.Name, most int64) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		n, err := rate.Hit(ctx, tx, name, spell, now)
		if err == nil && n > most {
			return ErrTries.After(rate.Remaining(spell, now))
		}
		return err
	})
}
