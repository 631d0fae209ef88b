package draw

import "crypto/sha256"

// Seed binds the list and the public number together. commit is the hash of the close
// record; extra is the operator's revealed seed, or zero for every other source.
func Seed(commit, randomness, extra Hash) Hash {
	b := make([]byte, 0, 112)
	b = append(b, "vdraw1/seed\n"...)
	b = append(b, commit[:]...)
	b = append(b, randomness[:]...)
	b = append(b, extra[:]...)
	return sha256.Sum256(b)
}

// DrandRandomness is the randomness of a drand round. The signature must have been
// verified against the chain's pinned key.
func DrandRandomness(signature []byte) Hash { return sha256.Sum256(signature) }

// PublicRandomness is the randomness of an announced public event, from its outcome in
// the canonical form that the announcement fixed.
func PublicRandomness(outcome string) Hash {
	return sha256.Sum256([]byte("vdraw1/public\n" + outcome))
}

// OperatorDigest is what an operator commits to before the draw: the hash of the seed
// that is revealed afterwards.
func OperatorDigest(serverSeed Hash) Hash { return sha256.Sum256(serverSeed[:]) }

// AnnouncementDigest is what a draw from a public event commits to: the hash of the
// announcement, which fixes the event, its date and the canonical form of its outcome.
func AnnouncementDigest(announcement []byte) Hash { return sha256.Sum256(announcement) }
