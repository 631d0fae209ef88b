package tally

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

// LotOrder returns the options in the order of lots that follows from a seed, strongest
// first: ascending by SHA-256(seed, a line feed, the option's id). The seed is published
// before the vote, so that nobody can choose the order that suits them.
func LotOrder(seed string, options []OptionID) []OptionID {
	keys := make(map[OptionID][sha256.Size]byte, len(options))
	for _, id := range options {
		keys[id] = sha256.Sum256([]byte(seed + "\n" + string(id)))
	}
	order := slices.Clone(options)
	slices.SortFunc(order, func(a, b OptionID) int {
		ka, kb := keys[a], keys[b]
		return bytes.Compare(ka[:], kb[:])
	})
	return order
}

// lotPlaces returns each option's place in the order of lots, 0 the strongest.
func lotPlaces(lot []OptionID, index map[OptionID]int) ([]int, error) {
	if len(lot) != len(index) {
		return nil, &RulesError{"lot", fmt.Sprintf("it must hold each of the %d options once, and holds %d", len(index), len(lot))}
	}
	places := make([]int, len(index))
	seen := make([]bool, len(index))
	for place, id := range lot {
		i, ok := index[id]
		if !ok {
			return nil, &RulesError{"lot", fmt.Sprintf("%q is not one of the options", id)}
		}
		if seen[i] {
			return nil, &RulesError{"lot", fmt.Sprintf("%q is there twice", id)}
		}
		places[i], seen[i] = place, true
	}
	return places, nil
}

// chooser decides a tie on the way of a count by lot.
type chooser func(tied []int) int

// maxBranches bounds how many other orders of lots are tried for the headline.
const maxBranches = 64

// lotMatters reports whether other lots could have given other winners. It recounts with
// every other decision of the ties that lots decide. Beyond maxBranches recounts it gives
// up and says yes, which is never wrong in the direction that hides a lot.
func lotMatters(winners []int, recount func(chooser) []int) bool {
	var path, width []int // the decision taken at each tie on the way, and the choices there
	for range maxBranches {
		width = width[:0]
		got := recount(func(tied []int) int {
			step := len(width)
			width = append(width, len(tied))
			if step == len(path) {
				path = append(path, 0)
			}
			return tied[path[step]]
		})
		if !sameSet(got, winners) {
			return true
		}
		path = path[:len(width)]
		for len(path) > 0 && path[len(path)-1]+1 == width[len(path)-1] {
			path = path[:len(path)-1]
		}
		if len(path) == 0 {
			return false
		}
		path[len(path)-1]++
	}
	return true
}

func sameSet(a, b []int) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
