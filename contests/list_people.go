package contests

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// crowd is a fingerprint of who takes part in a list, whatever file they came in and in
// whichever order: the sum of a keyed hash of each. Without the key nobody can try who is
// in it. Two draws of a brand among the same people have the same one, and anybody sees
// that they do.
type crowd struct {
	key   [sha256.Size]byte
	sum   [4]uint64 // big-endian words, modulo 2^256
	count uint64
}

func (s *Service) newCrowd(brand account.BrandID) *crowd {
	return &crowd{key: s.listKey("people", string(brand))}
}

// listKey is a key about lists, for one purpose.
func (s *Service) listKey(purpose, about string) (key [sha256.Size]byte) {
	mac := hmac.New(sha256.New, s.lists)
	_, _ = mac.Write([]byte(purpose + "\n" + about)) // a hash takes all
	mac.Sum(key[:0])
	return key
}

// add counts an entry of somebody. Names are compared as everywhere in lists.
func (c *crowd) add(author string) {
	person := keyOf("name", author)
	h := sha256.Sum256(append(c.key[:], person[:]...))
	var carry uint64
	for i := len(c.sum) - 1; i >= 0; i-- {
		c.sum[i], carry = bits.Add64(c.sum[i], binary.BigEndian.Uint64(h[8*i:]), carry)
	}
	c.count++
}

// commitment is what is published. Of nobody there is none.
func (c *crowd) commitment() draw.Hash {
	if c.count == 0 {
		return draw.Hash{}
	}
	text := append([]byte("kermesse/list/people\n"), c.key[:]...)
	for _, word := range append(c.sum[:], c.count) {
		text = binary.BigEndian.AppendUint64(text, word)
	}
	return sha256.Sum256(text)
}

// saltOf blinds the commitment to a file. It is the same for the same file of a brand, so
// that whoever draws from a file again cannot hide it.
func (s *Service) saltOf(brand account.BrandID, file draw.Hash) draw.Secret {
	return draw.Secret(s.listKey("file", string(brand)+"\n"+file.String()))
}

// Twin is another draw of the brand from the same file, or among the same people.
type Twin struct {
	ID          ID
	Slug, Title string
	PublishedAt time.Time
	CancelledAt time.Time // of its last attempt; zero: it stands
}

// twinsOf are the published draws that share the list of a contest, the oldest first. That
// there are any is public: who draws from one list until the result suits them must be
// seen to. A contest that people enter has none.
func twinsOf(ctx context.Context, d *db.DB, c Contest) ([]Twin, error) {
	if c.List == nil {
		return nil, nil
	}
	l, err := selectNameList(ctx, d, "WHERE contest_id = ?", string(c.ID))
	if err != nil {
		return nil, err
	}
	return selectTwins(ctx, d, l)
}

// twinIDs are those that the frozen rules name.
func twinIDs(ctx context.Context, tx *db.DB, l NameList) ([]ID, error) {
	twins, err := selectTwins(ctx, tx, l)
	ids := make([]ID, len(twins))
	for i, t := range twins {
		ids[i] = t.ID
	}
	return ids, err
}
