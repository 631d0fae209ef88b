package record

import (
	"fmt"
	"strconv"
	"strings"
)

// Source is where the seed of a poll's lots comes from, as it was fixed at publication: a
// round of a public beacon that did not exist yet, or a seed that was committed to.
type Source struct {
	Chain      Hash   // of the beacon; zero: the seed was committed to
	Round      uint64 // of the beacon, from 1
	Commitment Hash   // SHA-256 of the seed's text, where there is no beacon
}

// Beacon reports whether the seed comes from a beacon.
func (s Source) Beacon() bool { return s.Round != 0 }

// String is "drand", the chain's hash and the round, as in the records of draws; or
// "committed" and the hash.
func (s Source) String() string {
	if s.Beacon() {
		return fmt.Sprintf("drand %s %d", s.Chain, s.Round)
	}
	return "committed " + s.Commitment.String()
}

// ParseSource accepts exactly what String writes.
func ParseSource(text string) (Source, error) {
	words := strings.Split(text, " ")
	switch {
	case len(words) == 2 && words[0] == "committed":
		commitment, err := parseHash(words[1])
		return Source{Commitment: commitment}, err
	case len(words) == 3 && words[0] == "drand":
		chain, err := parseHash(words[1])
		if err != nil {
			return Source{}, err
		}
		round, err := strconv.ParseUint(words[2], 10, 64)
		if err == nil && round > 0 && strconv.FormatUint(round, 10) == words[2] {
			return Source{Chain: chain, Round: round}, nil
		}
	}
	return Source{}, fmt.Errorf("%w: %q is not a source of lots", ErrGrammar, text)
}

// Seed is the seed of the lots that follows from a beacon's round: hexadecimal SHA-256 of
// the lines "kermesse/poll/lots", the hash of the publish record and the randomness. The
// record holds the poll, its terms and the round: another poll has other lots from the
// same round, and nothing is left to be chosen once the record stands.
func Seed(published Hash, randomness [32]byte) string {
	return HashOf(fmt.Appendf(nil, "kermesse/poll/lots\n%s\n%x\n", published, randomness)).String()
}
