package frontend

import "time"

// SetsView is a vote that shows a few options at a time. Before it has begun the page lists the options and a form that
// posts to PollPath(slug, "sets"). Then it shows one set: PollPath(slug, "answers") takes set (its number), best.N and, of
// more than two options, worst.N, or clear ("yes"). Addresses: ?set=N, ?review=1. A script shows the others without a
// request. Once all are answered the ballot is handed in to PollPath(slug), with what the access asks for.
type SetsView struct {
	Begun    bool
	Items    []SetView
	At       int // number of the set to show; 0: all the answers
	Answered int
	Of       int // sets in all
	// Plain is for who is known by the form alone, in a frame or at a stall: pages follow each other by forms, and none
	// is reached by a link.
	Plain bool
}

// Worst tells whether the worst is asked for as well.
func (v SetsView) Worst() bool { return len(v.Items) > 0 && len(v.Items[0].Options) > 2 }

// SetView is a few options that are compared.
type SetView struct {
	Number  int // from 1
	Options []PollOption
	Best    string // id; empty: no answer yet
	Worst   string
	Said    string // the answer in words
}

// RoundView is a round of a bracket.
type RoundView struct {
	Number int // from 1
	Of     int
	Ends   time.Time
	Pairs  []SetView
}

// Final tells whether it is the last one.
func (v RoundView) Final() bool { return v.Number == v.Of }

// PickTable is how often each option was shown and picked, the best first.
type PickTable struct {
	Duels  bool
	Rows   []PickRow
	Sure   bool // every option of best–worst sets was shown often enough for shares of preference
	Needed int  // showings for that
}

// PickRow is one option.
type PickRow struct {
	Label              string
	Shown, Best, Worst int
	Score              float64 // duels: chance to be picked over the average option; else (best - worst)/shown
	Share              float64 // of preference, in best–worst sets
}

// CupRound is a round of a bracket that has begun.
type CupRound struct {
	Number int
	Over   bool
	Ends   time.Time
	Duels  []CupDuel
}

// CupDuel is two options that met, or one that went on without an opponent.
type CupDuel struct {
	Labels [2]string
	Votes  [2]int
	Winner string
	Bye    bool
	Level  bool // the better seed went on
}
