package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/evlog/witness"
)

type witnessCmd struct {
	Run    witnessRunCmd    `cmd:"" default:"withargs" help:"Cosign the logs of others, as long as they only grow (c2sp.org/tlog-witness)."`
	NewKey witnessNewKeyCmd `cmd:"" help:"Make the key of a new witness and print what others verify with."`
	Key    witnessKeyCmd    `cmd:"" help:"Print what others verify with."`
}

// witnessFolder is where a witness keeps its key and what it cosigned last.
type witnessFolder struct {
	Dir string `help:"Folder of the witness: its key and what it cosigned last." default:"./kermesse-witness" type:"path" placeholder:"DIR"`
}

type witnessRunCmd struct {
	witnessFolder
	New  bool     `help:"Begin to watch logs that this witness has never watched. It cosigns the first history that it is shown: never use this for a log whose state was lost."`
	Addr string   `help:"Address to listen on." default:"127.0.0.1:8090" placeholder:"HOST:PORT"`
	Log  []string `help:"Key of a log to watch, as it publishes it; may be given several times, also for several keys of one log." placeholder:"VKEY" sep:"none" required:""`
}

// Run cosigns until it is told to stop.
func (c *witnessRunCmd) Run(rc *runContext) (err error) {
	keys, err := parseLogKeys("--log", c.Log)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	cosigner, err := c.readKey()
	if err != nil {
		return err
	}
	if c.New {
		if err := c.begin(rc, cosigner, keys); err != nil {
			return err
		}
	}
	w, err := witness.Open(c.Dir, cosigner, keys, clock.System)
	if errors.Is(err, witness.ErrNoState) {
		return &exitError{exitUsage, fmt.Errorf("%w (%s).\n%s", err, c.Dir, beginAdvice)}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(rc.Stdout, "Witness %s\nlistening on http://%s\n", w.VerifierKey(), ln.Addr()); err != nil {
		return errors.Join(err, ln.Close())
	}
	return serveWitness(rc.Ctx, ln, w, slog.New(slog.NewTextHandler(rc.Stderr, nil)))
}

const beginAdvice = "If this witness has never watched the log, begin with --new: it cosigns the first history that it is then shown.\n" +
	"If it has, do not: it would also cosign a history that contradicts what it cosigned before, which is what a witness is there to\n" +
	"prevent. Bring the folder back as it was last; where it is lost, make a witness with another key (kermesse witness new-key)\n" +
	"and tell whoever relies on the old one."

// begin makes the state of the logs that have none. With nothing to begin it refuses: a
// service that is always started with --new would begin anew whenever its folder is lost.
func (c *witnessRunCmd) begin(rc *runContext, cosigner c2sp.Cosigner, keys []c2sp.LogKey) error {
	begun, err := witness.Begin(c.Dir, cosigner, keys, clock.System)
	if err != nil {
		return err
	}
	if len(begun) == 0 {
		return &exitError{exitUsage, fmt.Errorf("%s watches these logs already: start it without --new", c.Dir)}
	}
	_, err = fmt.Fprintf(rc.Stdout, "Watching for the first time: %s. From now on start without --new.\n", strings.Join(begun, ", "))
	return err
}

// serveWitness answers until ctx is done, then lets the requests under way end.
func serveWitness(ctx context.Context, ln net.Listener, w *witness.Witness, log *slog.Logger) error {
	report := func(origin string, err error) {
		var stale *witness.StaleError
		switch {
		case err == nil:
			log.Info("cosigned", "log", origin)
		case errors.As(err, &stale): // how a log finds out where to begin
		default:
			log.Warn("refused", "log", origin, "reason", err)
		}
	}
	const patience = 10 * time.Second
	server := &http.Server{
		Handler: w.Handler(report), ReadTimeout: patience, WriteTimeout: patience, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10,
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		stopped <- server.Shutdown(last)
	})
	err := server.Serve(ln)
	if stop() { // it ended by itself
		return err
	}
	return <-stopped
}

// parseLogKeys reads the keys that were given with a flag.
func parseLogKeys(flag string, vkeys []string) ([]c2sp.LogKey, error) {
	var keys []c2sp.LogKey
	for _, vkey := range vkeys {
		key, err := c2sp.ParseLogKey(vkey)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
