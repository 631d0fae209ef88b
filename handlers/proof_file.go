package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/fault"
)

const (
	proofTimeout = 10 * time.Minute // a list of ten million is read and packed
	proofsAtOnce = 2                // that this server makes; others wait for their turn
	proofsQueued = 32               // that wait; whoever comes then is asked to come back
	proofsRetry  = time.Minute
)

var errManyProofs = fault.New(fault.Unavailable, "too_many_proofs",
	"Beaucoup de personnes demandent une preuve en ce moment. Réessayez dans une minute.",
	"Many people are asking for a proof at the moment. Try again in a minute.")

// queue lets some work at once and some more wait, and sends the others away: each who
// waits holds a connection and memory.
type queue struct {
	turns   chan struct{}
	waiting chan struct{}
}

func newQueue(atOnce, queued int) queue {
	return queue{turns: make(chan struct{}, atOnce), waiting: make(chan struct{}, queued)}
}

// join returns once it is the caller's turn, who leaves when the work is done.
func (q queue) join(ctx context.Context) error {
	select {
	case q.turns <- struct{}{}:
		return nil
	default:
	}
	select {
	case q.waiting <- struct{}{}:
		defer func() { <-q.waiting }()
	default:
		return errManyProofs.After(proofsRetry)
	}
	select {
	case q.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q queue) leave() { <-q.turns }

// sendProof answers the proof of a draw.
func (a *App) sendProof(c *fiber.Ctx) error {
	slug := c.Params("slug")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return a.sendMade(c, slug+"-proof.zip", "application/zip", func(ctx context.Context, w io.Writer) error {
		return a.Contests.WriteProof(ctx, slug, w)
	})
}

// sendMade makes a file in a temporary place, once it is its turn, and sends it from
// there: a large one fits no memory, and whoever has a slow line must not keep a
// connection to the database for as long.
func (a *App) sendMade(c *fiber.Ctx, name, contentType string, write func(context.Context, io.Writer) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), proofTimeout)
	defer cancel()
	if err := a.proofs.join(ctx); err != nil {
		return err
	}
	file, err := a.spool(func(w io.Writer) error { return write(ctx, w) })
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderContentType, contentType)
	return c.SendStream(file, file.size) // which closes it
}

// spooled is a temporary file, read from its beginning and removed when it is closed.
type spooled struct {
	*os.File
	size int
}

// spool writes a temporary file, and leaves the queue.
func (a *App) spool(write func(io.Writer) error) (spooled, error) {
	defer a.proofs.leave() // also if it panics
	file, err := os.CreateTemp("", "kermesse-*")
	if err != nil {
		return spooled{}, fmt.Errorf("making a temporary file: %w", err)
	}
	s := spooled{File: file}
	if err := write(file); err != nil {
		return s, errors.Join(err, s.Close())
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return s, errors.Join(err, s.Close())
	}
	s.size = int(end)
	return s, nil
}

// Close removes the file.
func (s spooled) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }
