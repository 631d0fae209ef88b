package handlers

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// cueEvery is how soon a stage hears of a cue.
const cueEvery = 500 * time.Millisecond

type cueMessage struct {
	Version int64  `json:"version"`
	Phase   string `json:"phase"`
	Step    int    `json:"step"`
	Seconds int    `json:"seconds"` // since it was given
	namesMessage
}

// stageCues streams what the stage is to show: the present cue at once, then each new one.
func (a *App) stageCues(c *fiber.Ctx, s stand) error {
	addr := a.clientAddr(c)
	if !a.seats.take(addr) {
		return errManyStreams
	}
	slug, key := s.contest.Slug, c.Query("key")
	a.sendStream(c, func(out *stream) {
		defer a.seats.leave(addr)
		if out.open() {
			a.pumpCues(out, slug, key)
		}
	})
	return nil
}

func (a *App) pumpCues(out *stream, slug, key string) {
	look, beat := time.NewTicker(cueEvery), time.NewTicker(heartbeat)
	defer look.Stop()
	defer beat.Stop()
	last := int64(0)
	for {
		cue, err := a.cues.of(a, slug, key)
		if err == nil && cue.Version > last {
			last = cue.Version
			if !out.send("cue", cue.Version, cue) {
				return
			}
		}
		select {
		case <-look.C:
		case <-beat.C:
			if !out.comment("still here") {
				return
			}
		case <-a.closing:
			return
		}
	}
}

// cueBoard keeps the last cue of each stage for a moment: thousands who follow a draw
// cost the database what one does.
type cueBoard struct {
	mu   sync.Mutex
	kept map[string]keptCue
}

type keptCue struct {
	cue cueMessage
	at  time.Time
}

// keptCues is how many stages are kept: wrong keys must not fill the memory.
const keptCues = 1000

func (b *cueBoard) of(a *App, slug, key string) (cueMessage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := slug + " " + key
	kept, ok := b.kept[name]
	if ok && time.Since(kept.at) < cueEvery {
		return kept.cue, nil
	}
	cue, err := a.cueAfter(slug, key, kept.cue)
	if err != nil {
		return cueMessage{}, err
	}
	if b.kept == nil || len(b.kept) >= keptCues {
		b.kept = map[string]keptCue{}
	}
	b.kept[name] = keptCue{cue, time.Now()}
	return cue, nil
}

// cueAfter is the present cue, or last if there is no newer one.
func (a *App) cueAfter(slug, key string, last cueMessage) (cueMessage, error) {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	shown, fresh, err := a.Contests.Watch(ctx, slug, key, last.Version)
	if err != nil || !fresh {
		return last, err
	}
	return cueMessage{
		Version: shown.Version, Phase: string(shown.Phase), Step: shown.Step, Seconds: int(shown.Since.Seconds()),
		namesMessage: namesMessageOf(shown.Names),
	}, nil
}
