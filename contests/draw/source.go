package draw

import (
	"fmt"
	"strconv"
	"strings"
)

// SourceKind is where a draw takes its randomness from.
type SourceKind string

// The kinds of sources.
const (
	// SourceDrand is a round of a drand chain, named in advance.
	SourceDrand SourceKind = "drand"
	// SourcePublic is an announced public event, such as a lottery.
	SourcePublic SourceKind = "public"
	// SourceOperator is a number of the organiser's own server, committed beforehand.
	SourceOperator SourceKind = "operator"
)

// Source names the randomness of a draw before it exists.
type Source struct {
	Kind   SourceKind
	Chain  Hash   // drand: the chain's hash
	Round  uint64 // drand: the round, from 1
	Digest Hash   // public: hash of the announcement; operator: hash of the server's seed
}

// Drand names a round of a chain.
func Drand(chain Hash, round uint64) Source {
	return Source{Kind: SourceDrand, Chain: chain, Round: round}
}

// Public names an announced event by the hash of its announcement.
func Public(announcement Hash) Source { return Source{Kind: SourcePublic, Digest: announcement} }

// Operator names the server's own seed by its OperatorDigest.
func Operator(digest Hash) Source { return Source{Kind: SourceOperator, Digest: digest} }

// String writes the source as records and rules do.
func (s Source) String() string {
	if s.Kind == SourceDrand {
		return "drand " + s.Chain.String() + " " + strconv.FormatUint(s.Round, 10)
	}
	return string(s.Kind) + " " + s.Digest.String()
}

// ParseSource accepts exactly what String writes.
func ParseSource(text string) (Source, error) {
	words := strings.Split(text, " ")
	kind := SourceKind(words[0])
	switch {
	case kind == SourceDrand && len(words) == 3:
		chain, err := ParseHash(words[1])
		if err != nil {
			return Source{}, err
		}
		round, err := parseDecimal(words[2], 1<<64-1)
		if err != nil {
			return Source{}, err
		}
		s := Drand(chain, round)
		return s, s.check()
	case (kind == SourcePublic || kind == SourceOperator) && len(words) == 2:
		digest, err := ParseHash(words[1])
		return Source{Kind: kind, Digest: digest}, err
	}
	return Source{}, fmt.Errorf("%w: %q is not a source of randomness", ErrGrammar, text)
}

// check refuses sources that cannot be written and read back.
func (s Source) check() error {
	switch {
	case s.Kind == SourceDrand && s.Round >= 1 && s.Digest == Hash{}:
		return nil
	case (s.Kind == SourcePublic || s.Kind == SourceOperator) && s.Round == 0 && s.Chain == Hash{}:
		return nil
	}
	return fmt.Errorf("%w: no source %q", ErrGrammar, s)
}
