// Package bus carries what must be live from one server of a house to the others: that
// figures have changed, and what they are now. It guarantees that nobody without the
// house's secret is listened to, and nothing else. What it carries may be lost, doubled or
// late: messages are whole states with a version, and who hears nothing still finds them in
// the database.
package bus

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"

	"kermesse/internal/secret"
)

// MaxBytes is the largest message that is carried; NATS takes a megabyte by default.
const MaxBytes = 512 << 10

// ErrTooLarge is returned by Publish for a message over MaxBytes.
var ErrTooLarge = errors.New("bus: the message is too large")

// Bus is the way to the other servers. The zero Bus, of a house with one server, leads
// nowhere. It is safe for concurrent use.
type Bus struct {
	conn *nats.Conn
	key  []byte
	log  *slog.Logger
}

// Options are what a Bus is made of.
type Options struct {
	URL    string // nats://user:password@host:4222, or several with commas between
	Secret secret.Secret
	Log    *slog.Logger
}

// Connect opens a bus. Servers of NATS that are away are looked for as long as the bus is
// open; meanwhile nothing is carried. Only a wrong URL is an error.
func Connect(o Options) (*Bus, error) {
	b := &Bus{key: o.Secret.Key("bus"), log: o.Log}
	var err error
	b.conn, err = nats.Connect(o.URL,
		nats.Name("kermesse"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second),
		nats.ReconnectBufSize(-1), // what could not be sent is old when the line is back
		nats.Timeout(5*time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				b.log.Warn("the line to NATS is cut; live figures come from the database, two seconds later", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { b.log.Info("the line to NATS is back") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { b.log.Warn("NATS", "error", err) }),
	)
	if err != nil {
		return nil, fmt.Errorf("bus: %w", err)
	}
	return b, nil
}

// Publish sends a message to the other servers. A nil error does not mean that it arrived.
func (b *Bus) Publish(topic string, message []byte) error {
	if b == nil || b.conn == nil {
		return nil
	}
	if len(message) > MaxBytes {
		return ErrTooLarge
	}
	return b.conn.Publish(topic, append(b.sign(topic, message), message...))
}

// Subscribe calls fn with each message of a topic, one after the other, also with those that
// this server sent. fn must be quick: what comes while it runs waits, and too much is dropped.
func (b *Bus) Subscribe(topic string, fn func(message []byte)) error {
	if b == nil || b.conn == nil {
		return nil
	}
	_, err := b.conn.Subscribe(topic, func(m *nats.Msg) {
		if message, ok := b.open(topic, m.Data); ok {
			fn(message)
		}
	})
	if err != nil {
		return fmt.Errorf("bus: %w", err)
	}
	return nil
}

// Connected reports whether the bus carries anything at the moment.
func (b *Bus) Connected() bool { return b != nil && b.conn != nil && b.conn.IsConnected() }

// Close ends the bus.
func (b *Bus) Close() {
	if b != nil && b.conn != nil {
		b.conn.Close()
	}
}

const macSize = 32

func (b *Bus) sign(topic string, message []byte) []byte {
	return secret.MAC(b.key, topic, string(message))[:macSize]
}

// open returns what stands behind the signature; false for what somebody else has sent.
func (b *Bus) open(topic string, data []byte) ([]byte, bool) {
	if len(data) < macSize || !hmac.Equal(data[:macSize], b.sign(topic, data[macSize:])) {
		return nil, false
	}
	return data[macSize:], true
}
