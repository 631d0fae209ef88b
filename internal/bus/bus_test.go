package bus_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"kermesse/internal/bus"
	"kermesse/internal/secret"
)

// natsServer is a real server of NATS on this machine.
func natsServer(t *testing.T, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS did not start")
	}
	t.Cleanup(s.Shutdown)
	return s
}

func connect(t *testing.T, url, key string) *bus.Bus {
	t.Helper()
	sealed, err := secret.New(strings.Repeat(key, 40))
	if err != nil {
		t.Fatal(err)
	}
	b, err := bus.Connect(bus.Options{URL: url, Secret: sealed, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func listen(t *testing.T, b *bus.Bus, topic string) <-chan string {
	t.Helper()
	heard := make(chan string, 100)
	if err := b.Subscribe(topic, func(m []byte) { heard <- string(m) }); err != nil {
		t.Fatal(err)
	}
	return heard
}

// say publishes until somebody hears it: a subscription takes a moment to be known.
func say(t *testing.T, b *bus.Bus, heard <-chan string, topic, text string) {
	t.Helper()
	for t.Context().Err() == nil {
		_ = b.Publish(topic, []byte(text)) // an error while the line is cut
		select {
		case got := <-heard:
			if got != text {
				t.Fatalf("heard %q, said %q", got, text)
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func TestServersHearEachOther(t *testing.T) {
	url := natsServer(t, server.RANDOM_PORT).ClientURL()
	a, b := connect(t, url, "s"), connect(t, url, "s")
	say(t, a, listen(t, b, "figures"), "figures", "3 votes")
}

// Whoever reaches NATS and does not know the secret is not listened to.
func TestStrangersAreNotHeard(t *testing.T) {
	s := natsServer(t, server.RANDOM_PORT)
	a, other := connect(t, s.ClientURL(), "s"), connect(t, s.ClientURL(), "t")
	heard := listen(t, a, "figures")
	raw, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for range 5 {
		if err := other.Publish("figures", []byte("forged")); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"", "short", strings.Repeat("x", 200)} {
			if err := raw.Publish("figures", []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := raw.Flush(); err != nil {
		t.Fatal(err)
	}
	say(t, a, heard, "figures", "true") // fails on anything heard before
}

// A house goes on without NATS, and uses it again when it is back.
func TestBusComesBack(t *testing.T) {
	s := natsServer(t, server.RANDOM_PORT)
	url, port := s.ClientURL(), s.Addr().String()
	a, b := connect(t, url, "s"), connect(t, url, "s")
	heard := listen(t, b, "figures")
	say(t, a, heard, "figures", "before")
	s.Shutdown()
	s.WaitForShutdown()
	for a.Connected() {
		time.Sleep(10 * time.Millisecond)
	}
	_ = a.Publish("figures", []byte("lost")) // may fail; nobody minds
	again := &server.Options{Host: "127.0.0.1", NoLog: true, NoSigs: true}
	_, portText, _ := strings.Cut(port, ":")
	for _, digit := range portText {
		again.Port = again.Port*10 + int(digit-'0')
	}
	back, err := server.NewServer(again)
	if err != nil {
		t.Fatal(err)
	}
	go back.Start()
	t.Cleanup(back.Shutdown)
	say(t, a, heard, "figures", "after")
}

// One server alone has no bus, and needs none.
func TestNoBus(t *testing.T) {
	var none *bus.Bus
	if err := none.Publish("figures", nil); err != nil {
		t.Error(err)
	}
	if err := none.Subscribe("figures", func([]byte) { t.Error("heard something") }); err != nil {
		t.Error(err)
	}
	if none.Connected() {
		t.Error("connected to nothing")
	}
	none.Close()
}

func TestWrongURL(t *testing.T) {
	sealed, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bus.Connect(bus.Options{URL: "nats://:bad port", Secret: sealed, Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("no error")
	}
}
