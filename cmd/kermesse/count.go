package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

type countCmd struct {
	File   string `arg:"" help:"Election to count: JSON with candidates and ballots, as the ballots of a poll are published, or a table with the options in its first row and a row per person; - reads standard input."`
	Method string `help:"Counting method: ${methods}. By default the file's." placeholder:"M"`
	ruleFlags
	variantFlags
	Stats bool `help:"Say how sure the result is: intervals, a test of the lead, a thousand recounts with similar crowds."`
	JSON  bool `help:"Print JSON."`
	langFlag
}

// Run counts the ballots of a file and prints what led to the result.
func (c *countCmd) Run(rc *runContext) error {
	var method tally.Method
	if c.Method != "" {
		var err error
		if method, err = methodNamed(c.Method); err != nil {
			return &exitError{exitUsage, err}
		}
	}
	file := c.File
	if file == "-" {
		file = "standard input"
	}
	election, err := readElection(rc, c.File, method)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if method == "" {
		if method, err = methodOf(election); err != nil {
			return &exitError{exitUsage, fmt.Errorf("%s: %w", file, err)}
		}
	}
	report, err := c.count(method, election)
	if coded := new(exitError); err != nil && !errors.As(err, &coded) {
		return fmt.Errorf("%s: %w", file, err)
	}
	switch {
	case err != nil:
		return err
	case c.JSON:
		return report.printJSON(rc.Stdout)
	}
	return report.print(rc.Stdout)
}

func (c *countCmd) count(method tally.Method, election ballotfile.Election) (*countReport, error) {
	rules, lotGiven, err := c.rules(method, election)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	rules.Variant = c.variant()
	result, err := countElection(method, election, rules)
	var wrong *tally.RulesError
	if errors.As(err, &wrong) && (c.ruleFlags.gave(wrong.Field) || c.variantFlags.gave(wrong.Field)) {
		return nil, &exitError{exitUsage, err}
	}
	report := &countReport{election: election, rules: rules, result: result, lotGiven: lotGiven, langFlag: c.langFlag}
	if err == nil && c.Stats && election.Ballots != nil {
		report.stats, err = report.howSure()
	}
	return report, err
}

// methodAliases are names that files and people use for our methods.
var methodAliases = map[string]tally.Method{
	"single": tally.Plurality, "multiple": tally.Approval, "approval_av": tally.Approval,
	"stv_scottish": tally.STV, "instant_runoff": tally.IRV, "tideman": tally.RankedPairs, "bradley_terry": tally.Duels,
}

func methodNamed(name string) (tally.Method, error) {
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	method := cmp.Or(methodAliases[name], tally.Method(name))
	if !tally.Known(method) {
		return "", fmt.Errorf("there is no counting method %q here; the methods are %s", name, methodNames())
	}
	return method, nil
}

// methodOf returns the method that a file says it is counted by.
func methodOf(election ballotfile.Election) (tally.Method, error) {
	if election.Method == "" {
		return "", fmt.Errorf("the file does not say how to count it: give --method, one of %s", methodNames())
	}
	return methodNamed(election.Method)
}

func methodNames() string {
	var names []string
	for _, method := range tally.Methods() {
		names = append(names, string(method))
	}
	return strings.Join(names, ", ")
}

func readElection(rc *runContext, file string, method tally.Method) (ballotfile.Election, error) {
	form := tally.FormOf(method)
	if method == tally.Plurality {
		form = tally.Rankings // a table of places tells who is first, and a table of choices looks like one
	}
	if file == "-" {
		return ballotfile.Read(rc.Stdin, form)
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
	election, err := ballotfile.Read(f, form)
	return election, errors.Join(err, f.Close())
}

func countElection(method tally.Method, election ballotfile.Election, rules tally.Rules) (tally.Result, error) {
	if election.Duels != nil {
		return tally.CountDuels(method, election.Options, election.Duels, rules)
	}
	return tally.Count(method, election.Options, election.Ballots, rules)
}
