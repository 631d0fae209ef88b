package contests

import (
	"context"
	"encoding/json"
	"slices"

	"kermesse/contests/secretword"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

const (
	shortestWord = 3
	longestWord  = 30
)

// wordOf is the word by which an entrant knows our messages: the one they chose, or two of a
// list that follow from a key and their entry. Nobody else is ever told.
func (s *Service) wordOf(e Entry) (string, error) {
	if e.Fan == "" {
		return "", nil
	}
	if len(e.wordSealed) == 0 {
		return secretword.From(e.Locale, secret.MAC(s.words, string(e.ID))), nil
	}
	word, err := s.personal.Open(e.wordSealed, wordRow(e.ID))
	return string(word), err
}

// wordRow is what an entry's chosen word is bound to.
func wordRow(id EntryID) string { return "word of " + string(id) }

// checkWord returns a chosen word as it is stored; empty: none was chosen.
func checkWord(typed string) (string, *fault.Error) {
	word, f := text.Line(typed, longestWord)
	if f == nil && word != "" && len(text.Fold(word)) < shortestWord {
		f = ErrSecretWord.With(shortestWord)
	}
	return word, f
}

// ErrSecretWord says that a secret word is too short to be one.
var ErrSecretWord = fault.New(fault.Invalid, "secret_word_short",
	"Un mot secret a au moins %d\u00a0lettres.",
	"A secret word has at least %d letters.")

// ErrWordLate says that a secret word cannot be changed any more: messages may state it.
var ErrWordLate = fault.New(fault.Conflict, "secret_word_late",
	"Le tirage a eu lieu\u00a0: votre mot secret ne change plus.",
	"The draw has been held: your secret word no longer changes.")

// chooseWord seals the word that somebody chose.
func (s *Service) chooseWord(id EntryID, word string) ([]byte, error) {
	if word == "" {
		return nil, nil
	}
	return s.personal.Seal([]byte(word), wordRow(id))
}

// ChangeWord lets the holder of a receipt choose another secret word; an empty one brings the
// first back. It can be changed until the draw. The word before is remembered until winners have
// answered: messages that state it are none the less ours. Faults: ErrEntryNotFound, ErrWordLate;
// ErrSecretWord on the field word.
func (s *Service) ChangeWord(ctx context.Context, slug, key, word string) error {
	word, f := checkWord(word)
	if f != nil {
		return fault.Invalids(f.At("word"))
	}
	r, err := s.FindReceipt(ctx, slug, key)
	if err != nil {
		return err
	}
	if !r.Contest.DrawnAt.IsZero() {
		return ErrWordLate
	}
	return s.inTx(ctx, func(tx *db.DB) error {
		e, err := selectEntry(ctx, tx, "WHERE id = ?"+tx.ForUpdate(), string(r.Entry.ID))
		if err != nil {
			return err
		}
		sealed, err := s.chooseWord(e.ID, word)
		if err != nil {
			return err
		}
		former, err := s.retireWord(e.Entry)
		if err != nil {
			return err
		}
		return updateWord(ctx, tx, e.ID, sealed, former)
	})
}

// formerWordsKept is how many former words of one entry are kept, the last ones.
const formerWordsKept = 8

// formerWordsRow is what an entry's former words are bound to.
func formerWordsRow(id EntryID) string { return "former words of " + string(id) }

// formerWords are the words that an entrant had before, oldest first: genuine messages of
// earlier days state them.
func (s *Service) formerWords(e Entry) ([]string, error) {
	if len(e.wordsWere) == 0 {
		return nil, nil
	}
	text, err := s.personal.Open(e.wordsWere, formerWordsRow(e.ID))
	if err != nil {
		return nil, err
	}
	var words []string
	return words, json.Unmarshal(text, &words)
}

// retireWord seals the former words of an entry with the present one among them.
func (s *Service) retireWord(e Entry) ([]byte, error) {
	words, err := s.formerWords(e)
	if err != nil {
		return nil, err
	}
	word, err := s.wordOf(e)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(words, word) {
		words = append(words, word)
	}
	text, err := json.Marshal(words[max(0, len(words)-formerWordsKept):])
	if err != nil {
		return nil, err
	}
	return s.personal.Seal(text, formerWordsRow(e.ID))
}
