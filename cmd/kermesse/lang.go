package main

import (
	"os"
	"strings"

	"kermesse/contests/draw/proof"
)

// langFlag chooses the language of what a command says.
type langFlag struct {
	Lang string `help:"Language of the answer: fr or en; by default that of the system." enum:"fr,en,system" default:"system"`
}

// in returns the sentence in the chosen language.
func (l langFlag) in(t proof.Text) string {
	if l.french() {
		return t.FR
	}
	return t.EN
}

// french follows the order in which programs look the system's language up.
func (l langFlag) french() bool {
	if l.Lang != "system" {
		return l.Lang == "fr"
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			return strings.HasPrefix(strings.ToLower(locale), "fr")
		}
	}
	return false
}
