package handlers

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// doorway is the listener of a server that strangers reach. A crowd that takes every file the
// process may open does not end the server, whoever takes nothing of an answer is let go, and
// what is still open when a stop has waited long enough can be cut off.
type doorway struct {
	net.Listener
	log    *slog.Logger
	places chan struct{} // one for each open connection; nil: as many as come
	closed chan struct{}
	close  func() error

	mu     sync.Mutex
	comers map[*comer]struct{}
	told   time.Time // when the log was told that people wait outside
}

const (
	acceptPause = 100 * time.Millisecond
	tellEvery   = time.Minute
)

// newDoorway lets in at most so many connections at a time, and the others as these end; 0:
// as many as come.
func newDoorway(ln net.Listener, most int, log *slog.Logger) *doorway {
	d := &doorway{Listener: ln, log: log, closed: make(chan struct{}), comers: map[*comer]struct{}{}}
	if most > 0 {
		d.places = make(chan struct{}, most)
	}
	d.close = sync.OnceValue(func() error {
		close(d.closed)
		return ln.Close()
	})
	return d
}

// Accept implements net.Listener. Its errors are those that more patience would not mend.
func (d *doorway) Accept() (net.Conn, error) {
	if !d.takePlace() {
		return nil, net.ErrClosed
	}
	for {
		conn, err := d.Listener.Accept()
		if err == nil {
			return d.open(conn), nil
		}
		if !passing(err) {
			d.freePlace()
			return nil, err
		}
		d.tell("connections cannot be taken for the moment: others wait outside", "error", err)
		select {
		case <-time.After(acceptPause):
		case <-d.closed:
			d.freePlace()
			return nil, net.ErrClosed
		}
	}
}

// passing reports whether an error is over as soon as others have left: the process, or the
// machine, has no file or no memory left for one more connection.
func passing(err error) bool {
	for _, short := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EINTR} {
		if errors.Is(err, short) {
			return true
		}
	}
	return false
}

// takePlace waits until there is room for one more; false: the door was closed meanwhile.
func (d *doorway) takePlace() bool {
	if d.places == nil {
		return true
	}
	select {
	case d.places <- struct{}{}:
		return true
	default:
	}
	d.tell("as many connections are open as this process may have: others wait outside", "connections", cap(d.places))
	select {
	case d.places <- struct{}{}:
		return true
	case <-d.closed:
		return false
	}
}

func (d *doorway) freePlace() {
	if d.places != nil {
		<-d.places
	}
}

// tell warns once in a while, however many wait.
func (d *doorway) tell(message string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := time.Now(); now.Sub(d.told) >= tellEvery {
		d.told = now
		d.log.Warn(message, args...)
	}
}

func (d *doorway) open(conn net.Conn) net.Conn {
	l := &comer{Conn: patientConn{conn}}
	l.leave = sync.OnceFunc(func() { d.leave(l) })
	d.mu.Lock()
	defer d.mu.Unlock()
	d.comers[l] = struct{}{}
	return l
}

func (d *doorway) leave(l *comer) {
	d.mu.Lock()
	delete(d.comers, l)
	d.mu.Unlock()
	d.freePlace()
}

// Close implements net.Listener.
func (d *doorway) Close() error { return d.close() }

// count is how many connections are open.
func (d *doorway) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.comers)
}

// measureDoor tells operators how many are in, and how much is under way.
func (a *App) measureDoor() {
	a.metrics.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kermesse_connections", Help: "Connections that are open."}, func() float64 {
			if door := a.door.Load(); door != nil {
				return float64(door.count())
			}
			return 0
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kermesse_requests_under_way", Help: "Requests that are being answered."},
			func() float64 { return float64(a.underWay.Load()) }),
	)
}

// cut ends every connection that is still open, in whatever it is at, and returns how many
// these were.
func (d *doorway) cut() int {
	d.mu.Lock()
	open := make([]*comer, 0, len(d.comers))
	for l := range d.comers {
		open = append(open, l)
	}
	d.mu.Unlock()
	for _, l := range open {
		_ = l.Close() // its owner hears of it
	}
	return len(open)
}

// comer is a connection that somebody came by.
type comer struct {
	net.Conn
	leave func()
	gone  atomic.Bool
}

// Close implements net.Conn; it may be called again.
func (l *comer) Close() error {
	l.gone.Store(true)
	l.leave()
	return l.Conn.Close()
}
