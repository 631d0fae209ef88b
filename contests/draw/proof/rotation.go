package proof

import (
	"fmt"
	"slices"

	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
)

// signingKey is a key of the log and the sizes whose checkpoints it signs: more than
// after, and at most until, where that is not 0.
type signingKey struct {
	c2sp.LogKey
	after, until int64
}

func (k signingKey) signs(size int64) error {
	if size <= k.after || k.until > 0 && size > k.until {
		return fmt.Errorf("the key %s does not sign checkpoints of size %d", k, size)
	}
	return nil
}

// follow adds the keys that come before and after those that are trusted: both keys of a
// rotation have signed it, so that each vouches for the other.
func follow(keys []signingKey, rotations []leaf.Rotation) []signingKey {
	index := func(key c2sp.LogKey) int {
		return slices.IndexFunc(keys, func(k signingKey) bool { return k.String() == key.String() })
	}
	for range rotations { // in whichever order they come
		for _, r := range rotations {
			before, after := index(r.Old), index(r.New)
			if before < 0 && after < 0 {
				continue
			}
			if before < 0 {
				before, keys = len(keys), append(keys, signingKey{LogKey: r.Old})
			}
			if after < 0 {
				after, keys = len(keys), append(keys, signingKey{LogKey: r.New})
			}
			keys[before].until, keys[after].after = r.Size, r.Size
		}
	}
	return keys
}
