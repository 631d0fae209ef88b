package doccheck

import (
	"fmt"
	"regexp"
	"strings"
)

// A kind of fault as docs/errors.md presents it: the status the API answers with, what
// it means, and what a client does about it where a code says nothing more precise.
type kind struct {
	name   string
	status int
	means  string
	advice string
}

var kinds = []kind{
	{
		"Malformed", 400, "The request could not be read at all.",
		"Mend the request; sending it again unchanged gives the same answer.",
	},
	{
		"Unauthenticated", 401, "The request does not say who sends it, or no longer does.",
		"Sign in, or send a valid token.",
	},
	{
		"Forbidden", 403, "The sender is known, and may not do this.",
		"Ask an owner or manager of the brand.",
	},
	{
		"NotFound", 404, "There is no such thing, or it is another brand’s, which is not told apart.",
		"Check the address or the id.",
	},
	{
		"Conflict", 409, "The thing is in a state that refuses this.",
		"Read the thing again, then decide.",
	},
	{
		"Gone", 410, "It existed and is over.",
		"Nothing: it does not come back.",
	},
	{
		"TooLarge", 413, "The request exceeds a stated limit of size.",
		"Send less at a time.",
	},
	{
		"Invalid", 422, "The request was read, and a value in it is wrong; `errors` names each field.",
		"Correct the value and send again.",
	},
	{
		"Limited", 429, "Too many requests; `Retry-After` tells when to come back.",
		"Wait, then send the same request.",
	},
	{
		"Internal", 500, "A mistake of the program; the answer holds a request id and nothing else.",
		"Give the request id to the operator, who finds the cause in the log.",
	},
	{
		"Unavailable", 503, "The program is too busy or still starting; nothing was done.",
		"Send the same request a little later, with the same `Idempotency-Key`.",
	},
}

func kindNamed(name string) *kind {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i]
		}
	}
	return nil
}

// The generated part of docs/errors.md stands between these lines.
const (
	begin = "<!-- faults: written by make docs; only the last column is edited by hand -->\n"
	end   = "<!-- end of faults -->\n"
)

// WriteErrors returns the document with its table of faults made anew. What stands in
// a code's last column is kept; a new code gets its kind's advice there.
func WriteErrors(document string, faults []Declared) (string, error) {
	before, rest, found := strings.Cut(document, begin)
	table, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", fmt.Errorf("the document lacks the lines %q and %q", begin, end)
	}
	advice := advices(table)
	var out strings.Builder
	out.WriteString(before + begin)
	for _, kind := range kinds {
		kind.write(&out, faults, advice)
	}
	out.WriteString("\n" + end + after)
	return out.String(), nil
}

func (k kind) write(out *strings.Builder, faults []Declared, advice map[string]string) {
	first := true
	for _, declared := range faults {
		if declared.Kind != k.name {
			continue
		}
		if first {
			fmt.Fprintf(out, "\n## %d %s\n\n%s\n\n| code | sentence | phrase | what to do |\n|---|---|---|---|\n", k.status, k.name, k.means)
			first = false
		}
		todo, ok := advice[declared.Code]
		if !ok {
			todo = k.advice
		}
		fmt.Fprintf(out, "| `%s` | %s | %s | %s |\n", declared.Code, cell(declared.EN), cell(declared.FR), todo)
	}
}

var row = regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\|.*\\| ([^|]*) \\|$")

// advices are the last columns of a table, by code.
func advices(table string) map[string]string {
	advice := map[string]string{}
	for _, match := range row.FindAllStringSubmatch(table, -1) {
		if match[2] != "" {
			advice[match[1]] = match[2]
		}
	}
	return advice
}

// cell makes a sentence fit for a cell of a Markdown table.
func cell(sentence string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(sentence)
}
