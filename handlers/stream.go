package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/internal/kept"
	"kermesse/polls"
)

const (
	heartbeat        = 12 * time.Second // finds out that a reader has left, and keeps proxies from cutting the line
	reconnectMs      = 5000
	maxStreamsByAddr = 500    // on all servers: a mobile operator puts a whole town behind one address
	maxStreams       = 20_000 // of about 30 kB each; readers beyond them ask for figures now and then
)

var errManyStreams = fault.New(fault.Unavailable, "too_many_streams",
	"Trop de suivis en direct depuis votre réseau. Rechargez la page pour voir les derniers chiffres.",
	"Too many live views from your network. Reload the page to see the latest figures.")

// seats counts the streams that are open, by address: of IPv6 by /64, which one line has
// whole.
type seats struct {
	mu    sync.Mutex
	taken map[netip.Addr]int
	all   int
	most  int // of one address, here
	gauge prometheus.Gauge
}

// newSeats divides the streams of an address by the servers that share them out. How many
// streams there are in all is a matter of each server's own memory.
func newSeats(gauge prometheus.Gauge, nodes int) *seats {
	nodes = max(nodes, 1)
	return &seats{taken: map[netip.Addr]int{}, most: (maxStreamsByAddr + nodes - 1) / nodes, gauge: gauge}
}

func seatOf(addr netip.Addr) netip.Addr {
	if addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().Addr()
	}
	return addr
}

// take reports false where the address, or the house, has enough.
func (s *seats) take(addr netip.Addr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	seat := seatOf(addr)
	if s.taken[seat] >= s.most || s.all >= maxStreams {
		return false
	}
	s.taken[seat]++
	s.all++
	s.gauge.Set(float64(s.all))
	return true
}

func (s *seats) leave(addr netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seat := seatOf(addr)
	if s.taken[seat]--; s.taken[seat] <= 0 {
		delete(s.taken, seat)
	}
	s.all--
	s.gauge.Set(float64(s.all))
}

// figuresMessage is a snapshot as pages draw it: whole, in the reader's language, small.
type figuresMessage struct {
	Version int64           `json:"version"`
	Ballots int64           `json:"ballots"`
	Final   bool            `json:"final,omitempty"`
	Total   string          `json:"total"`
	At      string          `json:"at"`
	Options []figureMessage `json:"options"`
}

type figureMessage struct {
	ID    string  `json:"id"`
	Votes float64 `json:"votes"`
	Share float64 `json:"share"`
	Text  string  `json:"text"`
}

func figuresOf(p polls.Poll, snap polls.Snapshot, lang string) figuresMessage {
	m := figuresMessage{
		Version: snap.Version, Ballots: snap.Ballots(), Final: snap.Final, Total: frontend.Votes(lang, snap.Ballots()),
		At: frontend.Hour(lang, inZone(snap.ComputedAt, p.TimeZone)), Options: []figureMessage{},
	}
	for _, b := range bars(p, snap) {
		m.Options = append(m.Options, figureMessage{
			ID: string(b.option), Votes: b.votes.Float(), Share: float64(int(b.share*10_000+0.5)) / 10_000,
			Text: frontend.Percent(lang, b.share) + " · " + frontend.Figure(lang, b.votes.Float()),
		})
	}
	return m
}

// readFigures answers one message of the stream, for readers whom a stream does not reach.
func (a *App) readFigures(c *fiber.Ctx) error {
	p, reader, err := a.pollAndReader(c)
	if err != nil {
		return err
	}
	snap, err := a.Polls.Results(c.UserContext(), p, reader)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(figuresOf(p, snap, lang(c)))
}

func (a *App) pollAndReader(c *fiber.Ctx) (polls.Poll, polls.Reader, error) {
	p, err := a.Polls.Find(c.UserContext(), c.Params("slug"))
	if err != nil {
		return p, polls.Reader{}, err
	}
	reader, err := a.readerOf(c.UserContext(), p)
	return p, reader, err
}

// streamFigures sends server-sent events: a "snapshot" at once and whenever the figures
// have changed, an "end" after the final one. It ends when the reader leaves, which shows
// at a heartbeat at the latest, or when the server is about to stop.
func (a *App) streamFigures(c *fiber.Ctx) error {
	p, reader, err := a.pollAndReader(c)
	if err != nil {
		return err
	}
	addr := a.clientAddr(c)
	if !a.seats.take(addr) {
		return errManyStreams
	}
	snapshots, stop, err := a.Polls.Watch(c.UserContext(), p, reader)
	if err != nil {
		a.seats.leave(addr)
		return err
	}
	language := lang(c)
	a.sendStream(c, func(s *stream) {
		defer a.seats.leave(addr)
		defer stop()
		if s.open() {
			a.pump(s, p, snapshots, language)
		}
	})
	return nil
}

// figuresKey names a message that all who read a poll in a language get alike.
type figuresKey struct {
	poll     polls.ID
	version  int64
	language string
}

// messageBytes is how much memory the last messages of streams may take.
const messageBytes = 1 << 20

func newMessages() *kept.Shelf[figuresKey, []byte] {
	return kept.NewShelf[figuresKey](messageBytes, func(m []byte) int64 { return int64(len(m)) + 256 })
}

// figuresText is the message of a snapshot, written once for all its readers.
func (a *App) figuresText(p polls.Poll, snap polls.Snapshot, language string) ([]byte, error) {
	return a.messages.Find(context.Background(), figuresKey{p.ID, snap.Version, language}, func([]byte, time.Duration) bool { return true },
		func() ([]byte, error) { return json.Marshal(figuresOf(p, snap, language)) })
}

// pump writes until there is nothing more to say or nobody to say it to.
func (a *App) pump(s *stream, p polls.Poll, snapshots <-chan polls.Snapshot, language string) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case snap := <-snapshots:
			text, err := a.figuresText(p, snap, language)
			if err != nil || !s.write("snapshot", snap.Version, text) { // a figure that is no number: the reader comes back and asks anew
				return
			}
			if snap.Final {
				s.send("end", snap.Version, struct{}{})
				return
			}
		case <-beat.C:
			if !s.comment("still here") {
				return
			}
		case <-a.closing:
			return
		}
	}
}

// stream writes server-sent events. Its methods report false once the reader has gone.
//
// It writes to the connection itself, which is no longer Fiber's: for a body that is
// streamed Fiber keeps two goroutines and four buffers, and there are tens of thousands.
type stream struct {
	conn net.Conn
	head []byte // sent with the first message
}

// sendStream answers with server-sent events, for as long as pump runs.
func (a *App) sendStream(c *fiber.Ctx, pump func(*stream)) {
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no") // nginx would hold the messages back
	header := &c.Response().Header
	header.SetConnectionClose() // the answer ends with the connection
	head := bytes.Clone(header.Header())
	a.streaming.Add(1)
	c.Context().HijackSetNoResponse(true)
	c.Context().Hijack(func(conn net.Conn) {
		defer a.streaming.Done()
		pump(&stream{conn: conn, head: head})
	})
}

// open sends the headers and says when to come back.
func (s *stream) open() bool {
	first := fmt.Appendf(s.head, ": ok\nretry: %d\n\n", reconnectMs)
	s.head = nil
	return s.flush(first)
}

func (s *stream) comment(text string) bool { return s.flush(fmt.Appendf(nil, ": %s\n\n", text)) }

// flush waits for a reader who takes nothing as long as the doorway lets it.
func (s *stream) flush(message []byte) bool {
	_, err := s.conn.Write(message)
	return err == nil
}

func (s *stream) send(event string, id int64, v any) bool {
	data, err := json.Marshal(v)
	if err != nil {
		return false // a figure that is no number: the reader comes back and asks anew
	}
	return s.write(event, id, data)
}

func (s *stream) write(event string, id int64, data []byte) bool {
	return s.flush(fmt.Appendf(nil, "event: %s\nid: %d\ndata: %s\n\n", event, id, data))
}
