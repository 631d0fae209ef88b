package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add somebody who can sign in. The password is read from standard input."`
}

type userAddCmd struct {
	databaseSettings
	Email  string `required:"" help:"What they sign in with." placeholder:"ADDRESS"`
	Name   string `required:"" help:"As the journal shows it." placeholder:"TEXT"`
	Locale string `help:"Language of the panel." enum:"fr,en" default:"fr"`
	Brand  string `help:"Brand to give them a role in, by its slug. Without it they may create their own." placeholder:"SLUG"`
	Role   string `help:"Their role there: owner, manager, moderator, till, viewer or witness." enum:"owner,manager,moderator,till,viewer,witness" default:"owner"`
}

// Run adds the user. It works beside a running server on PostgreSQL; on SQLite the
// server must be stopped first.
func (c *userAddCmd) Run(rc *runContext) (err error) {
	password, err := readPassword(rc.Stdin)
	if err != nil {
		return err
	}
	d, err := db.Open(rc.Ctx, c.database())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	user, err := c.add(rc.Ctx, d, password)
	if err != nil {
		return plainly(err)
	}
	_, err = fmt.Fprintf(rc.Stdout, "%s can sign in at /admin.\n", user.Email)
	return err
}

func (c *userAddCmd) add(ctx context.Context, d *db.DB, password string) (account.User, error) {
	// Nothing that is stored here depends on the installation's secret: any will do.
	anyKey, err := newKey()
	if err != nil {
		return account.User{}, err
	}
	accounts := account.New(account.Options{
		DB: d, Clock: clock.System, Random: rand.Reader, Outbox: mail.NewOutbox(d, clock.System), Secret: anyKey,
	})
	return accounts.AddUser(ctx, account.NewUser{
		Email: c.Email, Name: c.Name, Password: password, Locale: c.Locale,
	}, c.Brand, account.Role(c.Role))
}

// readPassword takes the first line: a password is never an argument, where the list of
// processes and the shell's history would show it.
func readPassword(in io.Reader) (string, error) {
	const longest = 4096
	line, err := bufio.NewReader(io.LimitReader(in, longest)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", errors.New("type the password on standard input")
	}
	return password, nil
}

// plainly says a fault as one line for a terminal: its sentence, or those of its fields.
func plainly(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind == fault.Internal {
		return err
	}
	if len(f.Fields) == 0 {
		return errors.New(f.Message.EN)
	}
	var wrong []string
	for _, field := range f.Fields {
		wrong = append(wrong, field.Name+": "+field.Fault.Message.EN)
	}
	return errors.New(strings.Join(wrong, " "))
}
