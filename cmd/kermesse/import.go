package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kermesse/contests"
)

type importCmd struct {
	Comments importCommentsCmd `cmd:"" help:"Make entries of a contest of the comments in a CSV file."`
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

// importReport is the server's account of every row.
type importReport struct {
	Rows         int          `json:"rows"`
	Accepted     int          `json:"accepted"`
	RefusedCount int          `json:"refused_count"`
	Filtered     int          `json:"filtered"`
	Repeated     int          `json:"repeated"`
	Refused      []refusedRow `json:"refused"`
}

type refusedRow struct {
	Row     int    `json:"row"`
	Author  string `json:"author,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Run sends the file and prints what became of it.
func (c *importCommentsCmd) Run(rc *runContext) error {
	password := sandboxPassword
	if c.Email != sandboxEmail {
		var err error
		if password, err = readPassword(rc.Stdin); err != nil {
			return err
		}
	}
	api, err := signInTo(rc.Ctx, c.URL, c.Email, password)
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

// uploadTime is how long a server may take over a large file.
const uploadTime = 5 * time.Minute

// upload sends a file and fields as a form, without reading the file into memory.
func (c *replayClient) upload(path, file string, fields url.Values, into any) (err error) {
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	if info.Size() > contests.MaxImportBytes {
		return plainly(contests.ErrFileTooLarge.With(contests.MaxImportBytes >> 20))
	}
	before, after, contentType, err := formAround(filepath.Base(file), fields)
	if err != nil {
		return err
	}
	body := io.MultiReader(bytes.NewReader(before), content, bytes.NewReader(after))
	r, err := http.NewRequestWithContext(c.ctx, http.MethodPost, c.base+path, body)
	if err != nil {
		return err
	}
	r.ContentLength = int64(len(before)) + info.Size() + int64(len(after))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer "+c.token)
	client := &http.Client{Timeout: uploadTime}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	return readReply(resp, into)
}

// formAround is what stands before and after the file in a form.
func formAround(file string, fields url.Values) (before, after []byte, contentType string, err error) {
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	for name, values := range fields {
		for _, value := range values {
			if err := form.WriteField(name, value); err != nil {
				return nil, nil, "", err
			}
		}
	}
	if _, err := form.CreateFormFile("file", file); err != nil {
		return nil, nil, "", err
	}
	before = bytes.Clone(out.Bytes())
	out.Reset()
	err = form.Close()
	return before, out.Bytes(), form.FormDataContentType(), err
}
