package tally

// Result is the outcome of a count and everything needed to explain it.
type Result struct {
	Method  Method
	Winners []OptionID   // best first; empty where NoWinner says why
	Ranking [][]OptionID // groups, best first; options that the votes leave equal share a group

	// LotDecided is the headline flag: another order of lots could have given other winners.
	LotDecided bool
	// CoWinners says that more options won than there are seats, because ties are declared.
	CoWinners bool
	NoWinner  NoWinner   // why nobody won, or empty
	Leading   []OptionID // who would have won but for NoWinner

	// CompletedBy is the method that decided because no option beats all others (Condorcet).
	CompletedBy Method

	Scores    map[OptionID]Number // votes, points or stars, for methods that add them up
	Rounds    []Round             // for methods that count in rounds
	Pairwise  *Pairwise           // for methods that compare one to one
	Quota     Number              // for STV: the votes that elect
	TieBreaks []TieBreak

	Counted   int64 // ballots that say something
	Blank     int64 // ballots that say nothing
	Exhausted int64 // counted ballots without a say at the end: none of their options was left in
}

// NoWinner tells why a count has no winner; its text is a stable code.
type NoWinner string

// The reasons for having no winner.
const (
	NoBallots    NoWinner = "no_ballots"
	QuorumMissed NoWinner = "quorum"
	ShareMissed  NoWinner = "minimum_share"
	NoneOfThese  NoWinner = "none_of_these"
)

// Action is what was done to reach the figures of a round.
type Action string

// The actions.
const (
	FirstPreferences Action = "first_preferences" // ballots lie with the option they name first
	Exclusion        Action = "exclusion"         // an option went out and its ballots moved on
	Surplus          Action = "surplus"           // an elected option's votes above the quota moved on
	LastPlaces       Action = "last_places"       // as many options are left as places: they are elected
	Scoring          Action = "scoring"           // stars added up
	RunOff           Action = "run_off"           // the two finalists compared
	Duel             Action = "duel"              // two options of a bracket compared, Elected goes on
	Bye              Action = "bye"               // Elected goes on without an opponent
)

// Round is the state of a count after one action.
type Round struct {
	Number    int // from 1; the duels of one round of a bracket share theirs
	Action    Action
	Option    OptionID   // whom the action was about, if anybody
	Tallies   []Tally    // options still in or elected, best first
	Exhausted Number     // weight of the ballots that count for nobody now; blank ones are not among them
	Lost      Number     // fractions of votes dropped by rounding so far, in STV
	Elected   []OptionID // who is elected on these figures, in STV, or goes on, in a bracket
}

// Tally is what one option holds.
type Tally struct {
	Option OptionID
	Votes  Number
}

// Stage is the part of a count in which a tie was met.
type Stage string

// The stages.
const (
	AtPlace     Stage = "place"     // a place of the ranking: Decision is ahead of the others
	AtSeat      Stage = "seat"      // the last winning place: Decision wins
	AtExclusion Stage = "exclusion" // the lowest after a round: Decision goes out
	AtSurplus   Stage = "surplus"   // the largest surplus after a round: Decision's moves on first
	AtRunOff    Stage = "run_off"   // a place in the run-off: Decision takes it
	AtDuel      Stage = "duel"      // a duel of a bracket: Decision goes on
	AtLock      Stage = "lock"      // equal victories that close a cycle: Decision's is locked first
)

// TieRule is what broke a tie.
type TieRule string

// The tie rules.
const (
	Lot          TieRule = "lot"           // the published order of lots
	EarlierRound TieRule = "earlier_round" // the votes of the latest earlier round where they differ
	FirstPlaces  TieRule = "first_places"  // more ballots that rank it first
	HeadToHead   TieRule = "head_to_head"  // more ballots that prefer it to the others in the tie
	Total        TieRule = "total"         // more stars in all
	TopScores    TieRule = "top_scores"    // more ballots that give it the highest score
	BestPicks    TieRule = "best_picks"    // picked best more often, or won more duels
	WorstPicks   TieRule = "worst_picks"   // picked worst less often
	Seed         TieRule = "seed"          // the better seed
	Givers       TieRule = "givers"        // more voters who gave it at least one point
)

// TieBreak is one tie that was met and broken.
type TieBreak struct {
	Stage    Stage
	Number   int // the place, seat or round, from 1
	Tied     []OptionID
	Rule     TieRule
	Decision []OptionID
}
