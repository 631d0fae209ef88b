package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
)

type importCmd struct {
	Comments importCommentsCmd `cmd:"" help:"Make entries of a contest of the comments in a CSV file."`
	Members  importMembersCmd  `cmd:"" help:"Bring members with their balances, from a CSV file."`
}

// importCommentsCmd hands a file to a running server, as any client would.
type importCommentsCmd struct {
	File        string   `arg:"" help:"CSV, as a network or a spreadsheet exports it." type:"existingfile"`
	Contest     string   `required:"" help:"Contest, by the name in its address." placeholder:"SLUG"`
	Per         string   `help:"One entry for each author, or for each comment." enum:"author,comment" default:"author"`
	Author      string   `help:"Title of the column of authors, where it is not a usual one." placeholder:"COLUMN"`
	AuthorID    string   `name:"author-id" help:"… of the network's own names for authors." placeholder:"COLUMN"`
	Content     string   `help:"… of the texts." placeholder:"COLUMN"`
	ID          string   `name:"id" help:"… of the comments' ids." placeholder:"COLUMN"`
	Exclude     []string `help:"Rows to leave out: CLASS=1 (is exactly) or CONTENT~word (contains). May be given again." sep:"none" placeholder:"CONDITION"`
	MinMentions int      `help:"Leave out comments that mention fewer people than that, as @name." placeholder:"N"`
	URL         string   `help:"Address of the server." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Email       string   `help:"Who signs in; their password is read from standard input, but for a sandbox's owner." default:"${sandbox_email}" placeholder:"ADDRESS"`
	JSON        bool     `help:"Print JSON, with every refused row that the server lists."`
}

// Run sends the file and prints what became of it.
func (c *importCommentsCmd) Run(rc *runContext) error {
	api, err := signInAs(rc, c.URL, c.Email)
	if err != nil {
		return err
	}
	bar := newProgress(rc.Stderr, "Importing")
	defer bar.clear()
	bar.say("Importing …")
	var report importReport
	if err := api.upload("/contests/"+url.PathEscape(c.Contest)+"/entries/import", c.File, c.fields(), &report); err != nil {
		return err
	}
	bar.clear()
	return c.print(rc, report)
}

func (c *importCommentsCmd) fields() url.Values {
	fields := url.Values{
		"per": {c.Per}, "columns.author": {c.Author}, "columns.author_id": {c.AuthorID}, "columns.content": {c.Content},
		"columns.id": {c.ID}, "exclude": c.Exclude,
	}
	if c.MinMentions > 0 {
		fields.Set("min_mentions", strconv.Itoa(c.MinMentions))
	}
	return fields
}

// refusedShown is how many refused rows fit a terminal.
const refusedShown = 20

func (c *importCommentsCmd) print(rc *runContext, r importReport) error {
	if c.JSON {
		enc := json.NewEncoder(rc.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%d rows: %d entries added, %d rows left out (%d by the filter, %d counted already).\n",
		r.Rows, r.Accepted, r.RefusedCount, r.Filtered, r.Repeated)
	for i, row := range r.Refused {
		if i == refusedShown {
			fmt.Fprintf(&out, "… and %d more; --json lists them.\n", r.RefusedCount-refusedShown)
			break
		}
		fmt.Fprintf(&out, "line %d: %s", row.Row, row.Message)
		if row.Author != "" {
			fmt.Fprintf(&out, " (%s)", row.Author)
		}
		out.WriteByte('\n')
	}
	_, err := io.WriteString(rc.Stdout, out.String())
	return err
}
