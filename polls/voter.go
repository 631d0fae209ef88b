package polls

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"kermesse/internal/fan"
	"kermesse/internal/secret"
)

// Voter is who hands a ballot in, or looks at a poll, as far as the edge knows.
type Voter struct {
	Device string  // id in the browser's signed cookie; empty: there is none
	Fan    fan.Fan // who is signed in; the zero Fan: nobody is
	Stub   string  // what this browser was given when it voted here (Vote.Stub); empty: nothing
	Source Source  // by which way they come
	// Unkept says that Device is no cookie: the browser keeps none where it shows the vote, and
	// the form alone has carried the id. Whoever loads the form again is somebody else.
	Unkept bool
}

// Source is by which way a ballot came.
type Source string

// The ways to a ballot.
const (
	OnPage  Source = ""      // the vote's own page, or the API
	InFrame Source = "embed" // the page of another site
	AtKiosk Source = "kiosk" // a tablet that staff watch: each turn at it is a new voter
)

// Sources lists the ways, the vote's own page first.
func Sources() []Source { return []Source{OnPage, InFrame, AtKiosk} }

// fanOf is the voter as a fan of the poll's brand; empty where they are none, or of
// another brand, or have not proved who they are.
func (v Voter) fanOf(p Poll) fan.ID {
	if v.Fan.Brand != p.Brand || !v.Fan.Verified() || !v.Fan.ErasedAt.IsZero() {
		return ""
	}
	return v.Fan.ID
}

// voterKeySize is the length of a voter's key, in bytes: enough that no two voters share one.
const voterKeySize = 16

// keyOf names the voter in the ballots of one poll, by what the poll's access counts:
// browsers or fans. The key of the same voter in another poll has nothing in common with
// it. It is nil where the voter lacks what is counted.
func (s *Service) keyOf(p Poll, v Voter) []byte {
	switch {
	case p.Access.byFan() && v.fanOf(p) != "":
		return s.fanKey(p.ID, v.fanOf(p))
	case !p.Access.byFan() && p.Access != AccessCode && v.Device != "":
		return s.deviceKey(p.ID, v.Device)
	}
	return nil
}

// ownKey is keyOf, or the key of the ballot that this browser holds the stub of: whoever
// voted by a link or a code reads and withdraws their vote without another one.
func (s *Service) ownKey(p Poll, v Voter) []byte {
	key := s.stubKey(p, v)
	if key == nil || !v.Unkept {
		if counted := s.keyOf(p, v); counted != nil {
			return counted
		}
	}
	return key
}

// stubKey is the key of the ballot that the stub is of; nil for none of ours.
func (s *Service) stubKey(p Poll, v Voter) []byte {
	written, signature, _ := strings.Cut(v.Stub, ".")
	key, err := hex.DecodeString(written)
	if err != nil || len(key) != voterKeySize || !hmac.Equal([]byte(signature), []byte(s.signStub(p.ID, key))) {
		return nil
	}
	return key
}

// stubOf is what the browser that cast a ballot keeps, and shows to read it again.
func (s *Service) stubOf(p ID, key []byte) string {
	return hex.EncodeToString(key) + "." + s.signStub(p, key)
}

func (s *Service) signStub(p ID, key []byte) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.stub, string(p), string(key))[:voterKeySize])
}

func (s *Service) deviceKey(poll ID, device string) []byte {
	return secret.MAC(s.keys.voter, string(poll), "device", device)[:voterKeySize]
}

// codeKey names the ballot that a code is good for: whoever holds the code may change it.
func (s *Service) codeKey(poll ID, hash []byte) []byte {
	return secret.MAC(s.keys.voter, string(poll), "code", string(hash))[:voterKeySize]
}

func (s *Service) fanKey(poll ID, voter fan.ID) []byte {
	return secret.MAC(s.keys.voter, string(poll), "fan", string(voter))[:voterKeySize]
}

// receiptOf is the number that a voter keeps. It stands in the list of ballots that were
// counted, so that its holder sees theirs among them. It follows from the vote's id alone:
// it proves that somebody voted and says nothing of what.
func receiptOf(voteID string) string {
	sum := sha256.Sum256([]byte("kermesse/receipt\n" + voteID))
	return grouped(sum[:])
}

// trackerOf is the line of a ballot in the published list of what ballots say. Its voter
// alone is told which it is, and not before everybody can read the list: whoever is asked
// by somebody who pays or threatens can name any line that pleases them. (The idea is that
// of Selene: Ryan, Rønne, Iovino, 2016, without its proofs.)
func (s *Service) trackerOf(p ID, voteID string) string {
	return grouped(secret.MAC(s.keys.tracker, string(p), voteID))
}

// grouped writes 80 bits in base 32, in four groups.
func grouped(bits []byte) string {
	letters := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(bits[:10])
	return strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:]}, "-")
}
