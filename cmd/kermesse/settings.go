package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"kermesse/contests/beacon/relay"
	"kermesse/internal/db"
	"kermesse/internal/secret"
	"kermesse/internal/trace"
)

// databaseSettings say where the data is. Flags beat the environment, which beats the
// settings file.
type databaseSettings struct {
	Config      kong.ConfigFlag `help:"Settings file (TOML): one line per setting, named like its flag." env:"KERMESSE_CONFIG" placeholder:"FILE"`
	DatabaseURL string          `help:"PostgreSQL to use, postgres://user:password@host/name. Without it: SQLite in the data folder." env:"KERMESSE_DATABASE_URL" placeholder:"URL"`
	Data        string          `help:"Data folder: the SQLite database and the secret." env:"KERMESSE_DATA" default:"./kermesse-data" type:"path"`
}

func (s databaseSettings) database() db.Config {
	return db.Config{URL: s.DatabaseURL, Dir: s.Data}
}

// secretSettings say where the data is and what seals it.
type secretSettings struct {
	databaseSettings
	Secret string `help:"Secret that keys are derived from, 32 characters or more, the same on every node. Default: made on first start and kept in the data folder." env:"KERMESSE_SECRET" placeholder:"TEXT"`
}

// serverSettings are those of a server.
type serverSettings struct {
	secretSettings
	Addr            string         `help:"Address to listen on." env:"KERMESSE_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	BaseURL         string         `help:"How people reach this server, https://fete.example. Default: http:// and the address." env:"KERMESSE_BASE_URL" placeholder:"URL"`
	SMTPURL         string         `name:"smtp-url" help:"Mail server, smtp://user:password@host:587 or smtps://…; without it mails stay in the outbox." env:"KERMESSE_SMTP_URL" placeholder:"URL"`
	MailFrom        string         `help:"Sender of mails. Default: kermesse@ and the host of the base URL." env:"KERMESSE_MAIL_FROM" placeholder:"ADDRESS"`
	TrustedProxies  []netip.Prefix `help:"Networks of the proxies in front, whose X-Forwarded-For is believed." env:"KERMESSE_TRUSTED_PROXIES" placeholder:"CIDR,…"`
	Witnesses       []endpoint     `help:"Witnesses that are asked to cosign the public log: the key of each, a space, and its address." env:"KERMESSE_WITNESSES" placeholder:"VKEY URL,…"`
	WitnessesNeed   int            `name:"witnesses-needed" help:"How many witnesses must have cosigned a sealed list before its random number exists, for a draw to stand. 0: none must." env:"KERMESSE_WITNESSES_NEEDED" default:"0" placeholder:"N"`
	DrandRelays     []string       `help:"Relays of drand, by their base addresses. Default: the public ones." env:"KERMESSE_DRAND_RELAYS" placeholder:"URL,…"`
	WebhookNetworks []netip.Prefix `help:"Networks that webhooks may call although they are not public, without encryption and at any port: an intranet." env:"KERMESSE_WEBHOOK_NETWORKS" placeholder:"CIDR,…"`
	NATSURL         string         `name:"nats-url" help:"NATS through which several servers tell each other what is live, nats://user:password@host:4222; several with commas between." env:"KERMESSE_NATS_URL" placeholder:"URL"`
	Nodes           int            `help:"How many servers share the database: limits that each of them keeps by itself are divided by it." env:"KERMESSE_NODES" default:"1" placeholder:"N"`
	MetricsAddr     string         `help:"Extra listener for Prometheus figures. Without it /metrics answers this machine only." env:"KERMESSE_METRICS_ADDR" placeholder:"HOST:PORT"`
	Profiles        bool           `help:"Also serve profiles of the running program (/debug/pprof/) on the listener for figures, which must face nobody but you." env:"KERMESSE_PROFILES"`
	OTLPEndpoint    string         `name:"otlp-endpoint" help:"Collector of OpenTelemetry that traces are sent to, by HTTP: http://127.0.0.1:4318. Without it nothing is traced." env:"OTEL_EXPORTER_OTLP_ENDPOINT" placeholder:"URL"`
	OTLPTraces      string         `name:"otlp-traces-endpoint" help:"The same for traces alone, with its path: http://127.0.0.1:4318/v1/traces." env:"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" placeholder:"URL"`
	LogFormat       string         `help:"Logs as text or json." env:"KERMESSE_LOG_FORMAT" enum:"text,json" default:"text"`
	LogLevel        slog.Level     `help:"debug, info, warn or error." env:"KERMESSE_LOG_LEVEL" default:"info"`
}

// Validate checks what can be checked before anything starts; kong calls it.
func (s *serverSettings) Validate() error {
	if s.BaseURL == "" {
		s.BaseURL = "http://" + s.Addr
	}
	s.BaseURL = strings.TrimSuffix(s.BaseURL, "/")
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" {
		return fmt.Errorf("base-url: %q is not like https://fete.example", s.BaseURL)
	}
	if s.MailFrom == "" {
		s.MailFrom = "kermesse@" + u.Hostname()
	}
	if s.WitnessesNeed < 0 || s.WitnessesNeed > len(s.Witnesses) {
		return fmt.Errorf("witnesses-needed: %d of %d witnesses", s.WitnessesNeed, len(s.Witnesses))
	}
	if s.Nodes < 1 {
		return fmt.Errorf("nodes: %d is no number of servers", s.Nodes)
	}
	if s.Profiles && s.MetricsAddr == "" {
		return errors.New("profiles: they are served on the listener for figures; set metrics-addr, too")
	}
	for name, text := range map[string]string{"otlp-endpoint": s.OTLPEndpoint, "otlp-traces-endpoint": s.OTLPTraces} {
		u, err := url.Parse(text)
		if text != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
			return fmt.Errorf("%s: %q is not like http://127.0.0.1:4318", name, text)
		}
	}
	for _, text := range s.DrandRelays {
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("drand-relays: %q is not like https://api.drand.sh", text)
		}
	}
	return s.secretSettings.Validate()
}

// Validate refuses a secret that might be guessed; kong calls it.
func (s *secretSettings) Validate() error {
	if s.Secret == "" {
		return nil
	}
	if _, err := secret.New(s.Secret); err != nil {
		return fmt.Errorf("secret: %w", err)
	}
	return nil
}

// relays are those that are asked for drand's rounds.
func (s *serverSettings) relays() []string {
	if len(s.DrandRelays) == 0 {
		return relay.Public
	}
	return s.DrandRelays
}

func (s *serverSettings) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.New(trace.Logs(slog.NewJSONHandler(w, options)))
	}
	return slog.New(trace.Logs(slog.NewTextHandler(w, options)))
}

const secretFile = "secret"

// loadSecret returns the installation's secret: the setting, or the file in the data
// folder, which is made on first start. Losing it makes sealed addresses unreadable, so
// a backup includes it.
func (s *secretSettings) loadSecret() (secret.Secret, error) {
	key, err := s.findSecret()
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(s.Data, s.secretFile())
	}
	return key, err
}

// findSecret is loadSecret for who must not make one: it is fs.ErrNotExist where there is
// none yet.
func (s *secretSettings) findSecret() (secret.Secret, error) {
	if s.Secret != "" {
		return secret.New(s.Secret)
	}
	text, err := os.ReadFile(s.secretFile())
	if err != nil {
		return secret.Secret{}, err
	}
	return secret.New(strings.TrimSpace(string(text)))
}

func (s *secretSettings) secretFile() string { return filepath.Join(s.Data, secretFile) }

func makeSecret(dir, path string) (secret.Secret, error) {
	token, err := secret.Token(rand.Reader)
	if err != nil {
		return secret.Secret{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return secret.Secret{}, err
	}
	// O_EXCL: of two servers that start at once, one makes the secret and the other stops.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return secret.Secret{}, err
	}
	_, err = f.WriteString(token + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return secret.Secret{}, err
	}
	return secret.New(token)
}

// readSettings resolves flags from a TOML file, unless the environment sets them.
func readSettings(r io.Reader) (kong.Resolver, error) {
	values := map[string]any{}
	if _, err := toml.NewDecoder(r).Decode(&values); err != nil {
		return nil, fmt.Errorf("settings file: %w", err)
	}
	return &fileResolver{values: values}, nil
}

type fileResolver struct {
	values map[string]any
}

// Validate refuses a line that no command knows: a mistyped setting must not be ignored.
func (f *fileResolver) Validate(app *kong.Application) error {
	known := map[string]bool{}
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	for name := range f.values {
		if !known[name] {
			return fmt.Errorf("settings file: there is no setting %q", name)
		}
	}
	return nil
}

// Resolve implements kong.Resolver.
func (f *fileResolver) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return nil, nil
		}
	}
	value, ok := f.values[flag.Name]
	if !ok {
		return nil, nil
	}
	if list, ok := value.([]any); ok {
		texts := make([]string, len(list))
		for i, v := range list {
			texts[i] = fmt.Sprint(v)
		}
		return strings.Join(texts, ","), nil
	}
	return fmt.Sprint(value), nil
}
