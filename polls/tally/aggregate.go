package tally

import (
	"encoding/binary"
	"maps"
	"slices"
)

// Aggregate puts ballots that say the same, with the same weight, together: their counts add
// up. The order of the outcome depends on what the ballots say and not on their order.
func Aggregate(ballots []Ballot) []Ballot {
	together := make(map[string]*Ballot)
	var key []byte
	for _, b := range ballots {
		key = b.appendKey(key[:0])
		if same, ok := together[string(key)]; ok {
			same.Count += b.Count
			continue
		}
		alone := b
		together[string(key)] = &alone
	}
	aggregated := make([]Ballot, 0, len(together))
	for _, k := range slices.Sorted(maps.Keys(together)) {
		aggregated = append(aggregated, *together[k])
	}
	return aggregated
}

// appendKey appends what the ballot says and weighs: equal keys are equal ballots. Every
// list begins with its length, so that no two lists run into one.
func (b Ballot) appendKey(key []byte) []byte {
	key = binary.AppendVarint(key, b.WeightMilli)
	key = appendIDs(key, b.Choices)
	key = binary.AppendUvarint(key, uint64(len(b.Ranking)))
	for _, group := range b.Ranking {
		key = appendIDs(key, group)
	}
	key = binary.AppendUvarint(key, uint64(len(b.Scores)))
	for _, id := range slices.Sorted(maps.Keys(b.Scores)) {
		key = binary.AppendVarint(appendID(key, id), b.Scores[id])
	}
	key = binary.AppendUvarint(key, uint64(len(b.Picks)))
	for _, pick := range b.Picks {
		key = appendID(appendID(appendIDs(key, pick.Shown), pick.Best), pick.Worst)
	}
	return key
}

func appendIDs(key []byte, ids []OptionID) []byte {
	key = binary.AppendUvarint(key, uint64(len(ids)))
	for _, id := range ids {
		key = appendID(key, id)
	}
	return key
}

func appendID(key []byte, id OptionID) []byte {
	return append(binary.AppendUvarint(key, uint64(len(id))), id...)
}
