// Package secretword makes the words by which an entrant knows our messages from those of
// impostors: two words of everyday things, told to them alone when they enter and repeated
// in every message that is really ours. It computes from its arguments alone.
package secretword

import (
	_ "embed"
	"encoding/binary"
	"strings"
)

//go:embed fr.txt
var frenchList string

//go:embed en.txt
var englishList string

var (
	french  = strings.Fields(frenchList)
	english = strings.Fields(englishList)
)

// From makes two words of a language, "fr" or else English, out of eight bytes or more that
// nobody else knows. The same bytes always give the same words; there are some fifty
// thousand pairs, so that an impostor who writes to a hundred people convinces nobody by luck.
func From(lang string, bits []byte) string {
	list := english
	if lang == "fr" {
		list = french
	}
	n := binary.BigEndian.Uint64(bits)
	first := n % uint64(len(list))
	second := n / uint64(len(list)) % uint64(len(list)-1)
	if second >= first { // the two differ
		second++
	}
	return list[first] + " " + list[second]
}
