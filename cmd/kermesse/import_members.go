package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kermesse/loyalty"
)

// importMembersCmd hands a file of members to a running server, as any client would, and
// follows its import to the end.
type importMembersCmd struct {
	File    string `arg:"" help:"CSV with member, email or phone; and points, expires, id." type:"existingfile"`
	Brand   string `required:"" help:"Brand, by the name in its address." placeholder:"SLUG"`
	DryRun  bool   `help:"Only say what it would come to."`
	LeftOut string `help:"Write the lines that are left out, with their reasons, to this file." placeholder:"FILE"`
	URL     string `help:"Address of the server." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Email   string `help:"Who signs in; their password is read from standard input, but for a sandbox's owner." default:"${sandbox_email}" placeholder:"ADDRESS"`
	JSON    bool   `help:"Print JSON, with every left out line that the server lists."`
}

// memberImport is the server's account of a file of members.
type memberImport struct {
	ID       string         `json:"id"`
	Rows     int64          `json:"rows"`
	State    string         `json:"state"`
	Foreseen memberTally    `json:"foreseen"`
	CameTo   memberTally    `json:"came_to"`
	LeftOut  []leftOutShown `json:"left_out,omitempty"`
}

type memberTally struct {
	Rows     int64 `json:"rows"`
	Members  int64 `json:"members"`
	Lots     int64 `json:"lots"`
	Points   int64 `json:"points"`
	Repeated int64 `json:"repeated"`
	LeftOut  int64 `json:"left_out"`
}

type leftOutShown struct {
	Line    int64    `json:"line"`
	Cells   []string `json:"cells"`
	Code    string   `json:"code"`
	Message string   `json:"message"`
}

var errNeedsSecond = errors.New("this import is above the programme's limit: somebody else has to let it run, in the panel under members")

// Run sends the file and prints what became of it. Cut off, it can be begun again: the server
// goes on with what it has, and a row counts once.
func (c *importMembersCmd) Run(rc *runContext) error {
	api, err := signInAs(rc, c.URL, c.Email)
	if err != nil {
		return err
	}
	bar := newProgress(rc.Stderr, "Importing")
	defer bar.clear()
	var m memberImport
	query := url.Values{"name": {filepath.Base(c.File)}, "dry_run": {fmt.Sprint(c.DryRun)}}
	if err := api.uploadTable("/brands/"+url.PathEscape(c.Brand)+"/loyalty/imports?"+query.Encode(), c.File, &m); err != nil {
		return err
	}
	path := "/brands/" + url.PathEscape(c.Brand) + "/loyalty/imports/" + url.PathEscape(m.ID)
	if err := c.follow(rc, api, path, &m, bar); err != nil {
		return err
	}
	bar.clear()
	if c.LeftOut != "" {
		if err := api.download(http.MethodGet, path+"/left-out.csv", c.LeftOut); err != nil {
			return err
		}
	}
	return c.print(rc, m)
}

// follow asks until the server is done.
func (c *importMembersCmd) follow(rc *runContext, api *replayClient, path string, m *memberImport, bar *progress) error {
	const patience = 300 * time.Millisecond
	checked := 0
	for {
		if err := api.ask(http.MethodGet, path, nil, m); err != nil {
			return err
		}
		switch m.State {
		case "done":
			return nil
		case "checked":
			// It goes on by itself within the same look of the task, unless it has to wait.
			if checked++; c.DryRun || checked > 10 {
				return nil
			}
		case "running":
			bar.show(m.CameTo.Rows, m.Rows)
		default:
			bar.show(m.Foreseen.Rows, m.Rows)
		}
		select {
		case <-time.After(patience):
		case <-rc.Ctx.Done():
			return rc.Ctx.Err()
		}
	}
}

func (c *importMembersCmd) print(rc *runContext, m memberImport) error {
	if c.JSON {
		enc := json.NewEncoder(rc.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(m)
	}
	t, did := m.CameTo, "imported"
	if m.State != "done" {
		t, did = m.Foreseen, "to import"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%d rows: %d points in %d lots %s, %d new members, %d lots counted already, %d rows left out.\n",
		m.Rows, t.Points, t.Lots, did, t.Members, t.Repeated, t.LeftOut)
	for i, line := range m.LeftOut {
		if i == refusedShown {
			fmt.Fprintf(&out, "… and %d more; --left-out FILE writes them all.\n", t.LeftOut-refusedShown)
			break
		}
		fmt.Fprintf(&out, "line %d: %s (%s)\n", line.Line, line.Message, strings.Join(line.Cells, ", "))
	}
	if _, err := io.WriteString(rc.Stdout, out.String()); err != nil {
		return err
	}
	if m.State == "checked" && !c.DryRun {
		return errNeedsSecond
	}
	return nil
}

// signInAs opens a session; a sandbox's owner needs no password.
func signInAs(rc *runContext, server, email string) (*replayClient, error) {
	password := sandboxPassword
	if email != sandboxEmail {
		var err error
		if password, err = readPassword(rc.Stdin); err != nil {
			return nil, err
		}
	}
	return signInTo(rc.Ctx, server, email, password)
}

// uploadTable sends a file as it is, without reading it into memory.
func (c *replayClient) uploadTable(path, file string, into any) (err error) {
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	if info.Size() > loyalty.MaxMemberBytes {
		return plainly(loyalty.ErrMemberLong)
	}
	r, err := http.NewRequestWithContext(c.ctx, http.MethodPost, c.base+path, io.NopCloser(content)) // it is closed here
	if err != nil {
		return err
	}
	r.ContentLength = info.Size()
	r.Header.Set("Content-Type", "text/csv")
	r.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := (&http.Client{Timeout: uploadTime}).Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	return readReply(resp, into)
}

// download writes an answer to a file. A file that was cut off is not left behind.
func (c *replayClient) download(method, path, file string) (err error) {
	r, err := http.NewRequestWithContext(c.ctx, method, c.base+path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	if resp.StatusCode != http.StatusOK {
		return readReply(resp, nil)
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, resp.Body)
	if err = errors.Join(err, out.Close()); err != nil {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}
