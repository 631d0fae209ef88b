package fan_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

func TestLinkProvesTheAddressOnce(t *testing.T) {
	h := newHouse(t)
	f := h.ensure(t, "awa@exemple.sn", false)
	if f.Verified() {
		t.Fatal("an address that was only typed counts as proved")
	}
	_, _, token := h.challenge(t, f, fan.Entry)

	preview, err := h.fans.Preview(t.Context(), token)
	if err != nil || preview.Subject != "entry:1" {
		t.Fatalf("Preview = %+v, %v", preview, err)
	}
	if preview.Fan.Verified() {
		t.Fatal("looking at the link proved the address: a mail scanner would confirm")
	}

	const clients = 20
	var won, used atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			err := h.db.InTx(t.Context(), func(tx *db.DB) error {
				v, err := h.fans.Verify(t.Context(), tx, token)
				if err == nil && (!v.Fan.Verified() || v.Fan.ID != f.ID || v.Purpose != fan.Entry) {
					return fmt.Errorf("verified %+v", v)
				}
				return err
			})
			switch {
			case err == nil:
				won.Add(1)
			case errors.Is(err, fan.ErrLinkUsed):
				used.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || used.Load() != clients-1 {
		t.Errorf("%d confirmed and %d refused as used, want 1 and %d", won.Load(), used.Load(), clients-1)
	}
}

func TestFailedTransactionLeavesTheLinkGood(t *testing.T) {
	h := newHouse(t)
	_, _, token := h.challenge(t, h.ensure(t, "awa@exemple.sn", false), fan.Entry)
	boom := errors.New("boom")
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		if _, err := h.fans.Verify(t.Context(), tx, token); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	h.inTx(t, func(tx *db.DB) error {
		_, err := h.fans.Verify(t.Context(), tx, token)
		return err
	})
}

func TestCodeGivesTheToken(t *testing.T) {
	h := newHouse(t)
	c, code, token := h.challenge(t, h.ensure(t, "awa@exemple.sn", false), fan.SignIn)
	got, err := h.fans.Guess(t.Context(), c.ID, " "+code[:3]+" "+code[3:])
	if err != nil || got != token {
		t.Fatalf("Guess = %q, %v; want the link's token", got, err)
	}
}

func TestGuessesAreCountedAcrossClients(t *testing.T) {
	h := newHouse(t)
	c, code, _ := h.challenge(t, h.ensure(t, "awa@exemple.sn", false), fan.SignIn)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	var counted, spent atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch _, err := h.fans.Guess(t.Context(), c.ID, wrong); {
			case errors.Is(err, fan.ErrCodeWrong):
				counted.Add(1)
			case errors.Is(err, fan.ErrCodeSpent):
				spent.Add(1)
			default:
				t.Errorf("Guess = %v", err)
			}
		})
	}
	wg.Wait()
	if counted.Load() != fan.MaxGuesses {
		t.Errorf("%d guesses were tried, want %d", counted.Load(), fan.MaxGuesses)
	}
	if _, err := h.fans.Guess(t.Context(), c.ID, code); !errors.Is(err, fan.ErrCodeSpent) {
		t.Errorf("the right code after too many guesses: %v, want ErrCodeSpent", err)
	}
}

func TestBadLinks(t *testing.T) {
	h := newHouse(t)
	f := h.ensure(t, "awa@exemple.sn", false)
	c, code, token := h.challenge(t, f, fan.Entry)
	verify := func(token string) error {
		return h.db.InTx(t.Context(), func(tx *db.DB) error {
			_, err := h.fans.Verify(t.Context(), tx, token)
			return err
		})
	}
	last := token[len(token)-1]
	flipped := token[:len(token)-2] + string([]byte{token[len(token)-2] ^ 1, last})
	for _, bad := range []string{"", ".", "x", c.ID, c.ID + ".", token + "A", token[:len(token)-1], flipped, "x" + token} {
		if err := verify(bad); !errors.Is(err, fan.ErrLinkInvalid) {
			t.Errorf("Verify(%q) = %v, want ErrLinkInvalid", bad, err)
		}
	}
	if _, err := h.fans.Guess(t.Context(), "nobody", "123456"); !errors.Is(err, fan.ErrCodeWrong) {
		t.Errorf("a guess at no challenge: %v, want the answer for a wrong code", err)
	}
	h.clock.Advance(fan.ChallengeLife)
	if err := verify(token); !errors.Is(err, fan.ErrLinkExpired) {
		t.Errorf("an expired link: %v, want ErrLinkExpired", err)
	}
	if _, err := h.fans.Guess(t.Context(), c.ID, code); !errors.Is(err, fan.ErrLinkExpired) {
		t.Errorf("an expired code: %v, want ErrLinkExpired", err)
	}
}

func TestMailsToOneAddressAreLimited(t *testing.T) {
	h := newHouse(t)
	f := h.ensure(t, "victim@exemple.sn", false)
	for range fan.MailsPerHour + 10 {
		c, _, _ := h.challenge(t, f, fan.SignIn)
		if c.ID == "" || c.ExpiresAt.IsZero() {
			t.Fatal("the answer tells that no mail left")
		}
	}
	mails, err := h.outbox.Recent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(mails) != fan.MailsPerHour {
		t.Errorf("%d mails in an hour, want %d", len(mails), fan.MailsPerHour)
	}
}

// Challenges beyond the limit of mails cost who guesses nothing: if they had codes, a
// stranger could ask for a thousand of them and try five times at each.
func TestChallengeWithoutMailHasNoCode(t *testing.T) {
	h := newHouse(t)
	f := h.ensure(t, "victim@exemple.sn", false)
	const asked = fan.MailsPerHour + 10
	for range asked {
		h.challenge(t, f, fan.SignIn)
	}
	var hashes [][]byte
	if err := h.db.Gorm(t.Context()).Raw("SELECT code_hash FROM fan_challenges").Scan(&hashes).Error; err != nil {
		t.Fatal(err)
	}
	guessable := 0
	for _, hash := range hashes {
		if len(hash) > 0 {
			guessable++
		}
	}
	if len(hashes) != asked || guessable != fan.MailsPerHour {
		t.Errorf("%d of %d challenges have a code, want %d of %d", guessable, len(hashes), fan.MailsPerHour, asked)
	}
}

func TestPhoneCannotBeMailed(t *testing.T) {
	h := newHouse(t)
	c, err := fan.ParseContact("", "5712 3456", "MU")
	if err != nil {
		t.Fatal(err)
	}
	err = h.db.InTx(t.Context(), func(tx *db.DB) error {
		f, err := h.fans.Ensure(t.Context(), tx, h.brand.ID, c, false)
		if err != nil {
			return err
		}
		_, err = h.fans.StartVerification(t.Context(), tx, fan.VerificationRequest{Fan: f.ID, Purpose: fan.SignIn})
		return err
	})
	if !errors.Is(err, fan.ErrPhoneUnreachable) {
		t.Errorf("StartVerification = %v, want ErrPhoneUnreachable", err)
	}
}
