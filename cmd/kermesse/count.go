package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

type countCmd struct {
	File     string `arg:"" help:"Election to count: JSON with candidates and ballots, or a table with the options in its first row and a row of places per person; - reads standard input."`
	Method   string `required:"" help:"Counting method: ${methods}." placeholder:"M"`
	Seats    int    `help:"Winners sought; by default 1, and for stv what the file says." placeholder:"N"`
	Lot      string `help:"Order of lots, strongest first, with commas. Without it ties for a winning place are declared; instant run-off and STV, which cannot go on without one, take the order of the options in the file." placeholder:"a,b,c"`
	MaxScore int64  `help:"Highest score, for score and star; by default the highest of the file, at least 5." placeholder:"N"`
	JSON     bool   `help:"Print JSON."`
}

// Run counts the ballots of a file and prints what led to the result.
func (c *countCmd) Run(rc *runContext) error {
	method, err := methodNamed(c.Method)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if c.Seats < 0 || c.MaxScore < 0 {
		return &exitError{exitUsage, errors.New("--seats and --max-score must be at least 1")}
	}
	file := c.File
	if file == "-" {
		file = "standard input"
	}
	election, err := readElection(rc, c.File)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	rules, err := c.rules(method, election)
	if err != nil {
		return err
	}
	result, err := countElection(method, election, rules)
	var wrong *tally.RulesError
	if errors.As(err, &wrong) && c.gave(wrong.Field) {
		return &exitError{exitUsage, err}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	report := countReport{election: election, rules: rules, result: result, lotGiven: c.Lot != "" || election.Lot != nil}
	if c.JSON {
		return report.printJSON(rc.Stdout)
	}
	return report.print(rc.Stdout)
}

// gave reports whether a rule that makes no sense was typed, and not read from the file.
func (c *countCmd) gave(field string) bool {
	switch field {
	case "seats":
		return c.Seats > 0
	case "lot":
		return c.Lot != ""
	case "max_score":
		return c.MaxScore > 0
	}
	return false
}

// methodAliases are names that files and people use for our methods.
var methodAliases = map[string]tally.Method{
	"single": tally.Plurality, "multiple": tally.Approval, "approval_av": tally.Approval,
	"stv_scottish": tally.STV, "instant_runoff": tally.IRV, "tideman": tally.RankedPairs,
}

func methodNamed(name string) (tally.Method, error) {
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	method, ok := methodAliases[name]
	if !ok {
		method = tally.Method(name)
	}
	if !tally.Known(method) {
		return "", fmt.Errorf("there is no counting method %q here; the methods are %s", name, methodNames())
	}
	return method, nil
}

func methodNames() string {
	var names []string
	for _, method := range tally.Methods() {
		names = append(names, string(method))
	}
	return strings.Join(names, ", ")
}

func readElection(rc *runContext, file string) (ballotfile.Election, error) {
	if file == "-" {
		return ballotfile.Read(rc.Stdin)
	}
	f, err := os.Open(file)
	if err != nil {
		// The path is said by the caller.
		var fault *os.PathError
		if errors.As(err, &fault) {
			err = fault.Err
		}
		return ballotfile.Election{}, err
	}
	election, err := ballotfile.Read(f)
	return election, errors.Join(err, f.Close())
}

func (c *countCmd) rules(method tally.Method, election ballotfile.Election) (tally.Rules, error) {
	rules := tally.Rules{Seats: c.Seats, Lot: election.Lot, MaxScore: c.MaxScore}
	if rules.Seats == 0 && method == tally.STV {
		rules.Seats = election.Seats
	}
	if rules.MaxScore == 0 {
		rules.MaxScore = highestScore(election)
	}
	if c.Lot != "" {
		lot, err := ballotfile.ParseLot(c.Lot, election.Options)
		if err != nil {
			return rules, &exitError{exitUsage, fmt.Errorf("--lot: %w", err)}
		}
		rules.Lot = lot
	}
	if rules.Lot == nil {
		rules.Lot = election.Options
		if method != tally.IRV && method != tally.STV {
			rules.Tie = tally.Declare
		}
	}
	return rules, nil
}

// highestScore returns the highest score on a ballot, and at least STAR's own.
func highestScore(election ballotfile.Election) int64 {
	highest := int64(5)
	for _, ballot := range election.Ballots {
		for _, score := range ballot.Scores {
			highest = max(highest, score)
		}
	}
	return highest
}

func countElection(method tally.Method, election ballotfile.Election, rules tally.Rules) (tally.Result, error) {
	if election.Duels != nil {
		return tally.CountDuels(method, election.Options, election.Duels, rules)
	}
	return tally.Count(method, election.Options, election.Ballots, rules)
}
