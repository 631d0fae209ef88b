package polls

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"kermesse/internal/fan"
	"kermesse/internal/secret"
)

// Voter is who hands a ballot in, or looks at a poll, as far as the edge knows.
type Voter struct {
	Device string  // id in the browser's signed cookie; empty: there is none
	Fan    fan.Fan // who is signed in; the zero Fan: nobody is
}

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
	case !p.Access.byFan() && v.Device != "":
		return secret.MAC(s.keys.voter, string(p.ID), "device", v.Device)[:voterKeySize]
	}
	return nil
}

func (s *Service) fanKey(poll ID, voter fan.ID) []byte {
	return secret.MAC(s.keys.voter, string(poll), "fan", string(voter))[:voterKeySize]
}

// receiptOf is the fingerprint of a ballot in the published list: anybody who knows the
// vote's id, which its voter alone was told, can compute it and see that what was counted
// is what they sent. SHA-256 of id, line feed and content; 80 bits of it in base 32.
func receiptOf(voteID, content string) string {
	sum := sha256.Sum256([]byte("kermesse/ballot\n" + voteID + "\n" + content))
	letters := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:10])
	return strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:]}, "-")
}
