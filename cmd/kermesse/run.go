package main

import (
	"context"
	"io"
)

// runContext is what a command has of the outside, so that a test can run one as its
// user would.
type runContext struct {
	Ctx    context.Context
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
}

// Exit codes of every command, 0 aside.
const (
	exitFailed = 1 // with one clear line on stderr; verify: invalid
	exitUsage  = 2 // wrong usage; verify: could not check
)

// exitError carries the exit code of a command that did not do what it was asked.
// An error without one exits with exitFailed.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }
