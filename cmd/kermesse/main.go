// Command kermesse runs contests, votes and loyalty programmes whose draws and counts
// anybody can check.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "dev"

type commands struct {
	Demo    demoCmd    `cmd:"" help:"Try it out: a brand with half a year behind it."`
	Serve   serveCmd   `cmd:"" help:"Serve."`
	Sandbox sandboxCmd `cmd:"" help:"Serve a throw-away house whose clock you set."`
	User    userCmd    `cmd:"" help:"Work on who can sign in."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date."`
	Backup  backupCmd  `cmd:"" help:"Write a backup, also while the server runs."`
	Restore restoreCmd `cmd:"" help:"Restore a backup into an empty place."`
	Count   countCmd   `cmd:"" help:"Count the ballots of a file by any method."`
	OpenAPI openAPICmd `cmd:"" name:"openapi" help:"Print the API's OpenAPI document."`
	Draw    drawCmd    `cmd:"" help:"Draw from a list, without a server."`
	Verify  verifyCmd  `cmd:"" help:"Check what others published."`
	Keys    keysCmd    `cmd:"" help:"Work on the keys that personal data are sealed with."`
	Log     logCmd     `cmd:"" help:"Work on the keys of the public log."`
	Witness witnessCmd `cmd:"" help:"Watch the public logs of others."`
	Import  importCmd  `cmd:"" help:"Bring in what was gathered elsewhere."`
	Export  exportCmd  `cmd:"" help:"Take out what a brand has."`
	Replay  replayCmd  `cmd:"" help:"Replay a file into a sandbox."`
	Bench   benchCmd   `cmd:"" help:"Measure this program on this machine."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(rc *runContext) error {
	_, err := fmt.Fprintln(rc.Stdout, version)
	return err
}

// heapGrowth is how far the heap grows between two collections, in per cent of what is in
// use. That is little here, so that at Go's own 100 a crowd would have it collected ten times
// a second.
const heapGrowth = 400

// spareThreads run Go code while others wait for the disk: SQLite writes in this process, and at
// Go's own number of threads a CPU idles for a while after each commit.
const spareThreads = 2

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + spareThreads)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // whoever asks again does not want to wait for the end
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program: what it is given is all it touches of the outside, but for
// files and the network. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("kermesse"),
		kong.Description("Contests, votes and loyalty that anybody can check."),
		kong.Configuration(readSettings),
		kong.Vars{"methods": methodNames(), "sandbox_brand": sandboxBrand, "sandbox_email": sandboxEmail, "sandbox_password": sandboxPassword},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
	)
	if err != nil {
		return fail(stderr, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 { // --help was answered
		return exited
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "kermesse: %v\nRun \"kermesse --help\" for usage.\n", err)
		return exitUsage
	}
	rc := &runContext{Ctx: ctx, Stdin: stdin, Stdout: stdout, Stderr: stderr}
	if err := kctx.Run(rc); err != nil {
		return fail(stderr, err)
	}
	return 0
}

func fail(stderr io.Writer, err error) int {
	_, _ = fmt.Fprintf(stderr, "kermesse: %v\n", err)
	var coded *exitError
	if errors.As(err, &coded) {
		return coded.code
	}
	return exitFailed
}
