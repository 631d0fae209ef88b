package main

import (
	"fmt"
	"net/http"
	"net/url"
)

type exportCmd struct {
	Loyalty exportLoyaltyCmd `cmd:"" help:"Take all of a brand's loyalty programme out, as a ZIP of tables."`
}

// exportLoyaltyCmd asks a running server for everything, as any client would.
type exportLoyaltyCmd struct {
	File  string `arg:"" help:"File to write; it must not be there yet." type:"path"`
	Brand string `required:"" help:"Brand, by the name in its address." placeholder:"SLUG"`
	URL   string `help:"Address of the server." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Email string `help:"An owner of the brand; their password is read from standard input, but for a sandbox's owner." default:"${sandbox_email}" placeholder:"ADDRESS"`
}

// Run writes the file.
func (c *exportLoyaltyCmd) Run(rc *runContext) error {
	api, err := signInAs(rc, c.URL, c.Email)
	if err != nil {
		return err
	}
	bar := newProgress(rc.Stderr, "Exporting")
	bar.say("Exporting …")
	err = api.download(http.MethodPost, "/brands/"+url.PathEscape(c.Brand)+"/loyalty/takeout", c.File)
	bar.clear()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(rc.Stdout, c.File)
	return err
}
