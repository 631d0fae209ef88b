package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/keyring"
	"kermesse/internal/secret"
)

const keyFans = 900

// TestKeysAreChangedBesideAServer changes the key of personal columns while a server runs, and
// kills the command in the middle. Until it has gone on to its end both keys are needed, and
// the old one cannot be removed; afterwards it can, and every address still opens, here and in
// the server that never stopped.
func TestKeysAreChangedBesideAServer(t *testing.T) {
	k := &keyChange{killed: newKilled(t)}
	k.fill()
	k.start()
	k.signIn()
	k.hook("before")
	k.wants(0, "1  made with the installation, seals", "list")
	k.wants(1, "make a new one first", "remove", "1")

	work := k.command("rotate", "--pause", "10s") // it is killed while it rests
	if err := work.Start(); err != nil {
		t.Fatal(err)
	}
	k.until("some addresses are sealed anew", func() bool { return k.sealedWith(2) > 0 })
	if err := work.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = work.Wait() // it was killed
	moved := k.sealedWith(2)
	if moved == 0 || moved >= keyFans {
		t.Fatalf("%d of %d addresses were sealed anew when the command was killed: that is not the middle", moved, keyFans)
	}
	k.allOpen()
	k.hook("between")
	k.wants(1, "values are still sealed with this key", "remove", "1")

	k.wants(0, "Going on with key 2", "rotate")
	if left := k.sealedWith(1); left != 0 {
		t.Errorf("%d addresses are sealed with the old key", left)
	}
	k.wants(0, "2  made", "list")
	k.wants(1, "may not be stored yet: try again after", "remove", "1")
	k.onDatabase("UPDATE sealing_keys SET made_at = made_at - 3600000 WHERE id = 2")
	k.wants(0, "Key 1 is removed", "remove", "1")
	k.wants(1, "was removed already", "remove", "1")
	k.wants(1, "make a new one first", "remove", "2")
	k.wants(1, "no such key", "remove", "9")
	k.allOpen()
	k.hook("after")

	k.wants(0, "Key 3 seals from now on", "rotate") // a second change begins where the first has ended
	k.allOpen()
	k.stop(os.Interrupt)
	k.start() // and a server that starts now knows them all
	k.signIn()
	k.allOpen()
	for _, h := range k.hooks {
		if told := k.secretOf(h); told != h.Secret {
			t.Errorf("the secret of the webhook made %s is %q, was %q", h.name, told, h.Secret)
		}
	}
}

// keyChange is a server beside which keys are changed.
type keyChange struct {
	*killed
	fans  map[fan.ID]string // their addresses
	hooks []madeHook
}

type madeHook struct {
	name   string
	ID     string `json:"id"`
	Secret string
}

func (k *keyChange) root() secret.Secret {
	k.t.Helper()
	s, err := secret.New(k.secret)
	if err != nil {
		k.t.Fatal(err)
	}
	return s
}

// fill gives the brand of the sandbox fans.
func (k *keyChange) fill() {
	k.t.Helper()
	ctx := k.t.Context()
	h, err := newHouse(ctx, plan{db: k.cfg, secret: k.root(), clock: clock.System, log: slog.New(slog.DiscardHandler), baseURL: k.base})
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = h.Close() }()
	brand, err := h.accounts.FindBrandBySlug(ctx, sandboxBrand)
	if err != nil {
		k.t.Fatal(err)
	}
	err = h.db.InTx(ctx, func(tx *db.DB) error {
		k.fans = map[fan.ID]string{}
		for i := range keyFans {
			contact, err := fan.ParseContact(fmt.Sprintf("fan-%d@exemple.sn", i), "", "SN")
			if err != nil {
				return err
			}
			f, err := h.fans.Ensure(ctx, tx, brand.ID, contact, false)
			if err != nil {
				return err
			}
			k.fans[f.ID] = contact.Value
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// hook has the server seal something.
func (k *keyChange) hook(name string) {
	k.t.Helper()
	made := madeHook{name: name}
	k.must("POST", "/brands/"+sandboxBrand+"/webhooks", map[string]any{"url": "https://hooks.example/" + name, "events": []string{"*"}}, &made)
	made.Secret = k.secretOf(made)
	k.hooks = append(k.hooks, made)
}

func (k *keyChange) secretOf(h madeHook) string {
	k.t.Helper()
	var told struct {
		Secret string `json:"secret"`
	}
	k.must("GET", "/brands/"+sandboxBrand+"/webhooks/"+h.ID+"/secret", nil, &told)
	return told.Secret
}

func (k *keyChange) command(args ...string) *exec.Cmd {
	cmd := exec.Command("kermesse", append([]string{"keys"}, append(args, "--data", k.cfg.Dir, "--database-url", k.cfg.URL)...)...)
	cmd.Env = append(os.Environ(), "KERMESSE_SECRET="+k.secret)
	return cmd
}

// wants runs a command to its end.
func (k *keyChange) wants(code int, says string, args ...string) {
	k.t.Helper()
	var out bytes.Buffer
	cmd := k.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // its exit code is looked at
	if got := cmd.ProcessState.ExitCode(); got != code || !strings.Contains(out.String(), says) {
		k.t.Fatalf("keys %s: exit code %d, want %d, and %q:\n%s", strings.Join(args, " "), got, code, says, out.String())
	}
}

func (k *keyChange) read(do func(ctx context.Context, d *db.DB)) {
	k.t.Helper()
	ctx := context.WithoutCancel(k.t.Context())
	cfg := k.cfg
	cfg.ReadOnly = true
	d, err := db.Open(ctx, cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	do(ctx, d)
}

// sealedWith is how many addresses of fans a key has sealed.
func (k *keyChange) sealedWith(id int) (n int) {
	k.t.Helper()
	k.read(func(ctx context.Context, d *db.DB) {
		if err := d.Gorm(ctx).Raw("SELECT count(*) FROM fan_contacts WHERE key_id = ?", fmt.Sprint(id)).Scan(&n).Error; err != nil {
			k.t.Fatal(err)
		}
	})
	return n
}

// allOpen reads every address from the database, and some from the server.
func (k *keyChange) allOpen() {
	k.t.Helper()
	k.read(func(ctx context.Context, d *db.DB) {
		keys, err := keyring.Open(ctx, keyring.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: k.root()})
		if err != nil {
			k.t.Fatal(err)
		}
		fans := fan.New(fan.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: k.root().With(keys.Ring())})
		var brand string
		if err := d.Gorm(ctx).Raw("SELECT id FROM brands WHERE slug = ?", sandboxBrand).Scan(&brand).Error; err != nil {
			k.t.Fatal(err)
		}
		for id, address := range k.fans {
			f, err := fans.Find(ctx, account.BrandID(brand), id)
			if err != nil || f.Contact.Value != address {
				k.t.Fatalf("the address of %s reads %q, %v; want %q", id, f.Contact.Value, err, address)
			}
		}
	})
	asked := 0
	for id, address := range k.fans {
		resp, body, err := k.send("GET", "/brands/"+sandboxBrand+"/fans/"+string(id)+"/data", "", nil)
		if err != nil || resp.StatusCode != 200 || !strings.Contains(string(body), address) {
			k.t.Fatalf("the server does not read the address of %s: %v, %.200s", id, err, body)
		}
		if asked++; asked == 20 {
			return
		}
	}
}

func (k *keyChange) until(what string, is func() bool) {
	k.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			k.t.Fatal(what + ": not within a minute")
		}
	}
}

func (k *keyChange) onDatabase(statement string) {
	k.t.Helper()
	ctx := context.WithoutCancel(k.t.Context())
	cfg := k.cfg
	cfg.Beside = true
	d, err := db.Open(ctx, cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.InTx(ctx, func(tx *db.DB) error { return tx.Gorm(ctx).Exec(statement).Error }); err != nil {
		k.t.Fatal(err)
	}
}

// What personal columns a demo has are all sealed anew: each value opened with the old key,
// bound to its row.
func TestEverySealedColumnOfADemoIsSealedAnew(t *testing.T) {
	h := demoHouse(t)
	ctx := t.Context()
	p, err := demoPlan()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := keyring.Open(ctx, keyring.Options{DB: h.db, Clock: clock.System, Random: rand.Reader, Secret: p.secret})
	if err != nil {
		t.Fatal(err)
	}
	columns := sealedColumns(p.secret.With(keys.Ring()))
	if _, err := keys.New(ctx); err != nil {
		t.Fatal(err)
	}
	if err := keys.Reseal(ctx, keyring.Work{Columns: columns}); err != nil {
		t.Fatal(err)
	}
	filled := 0
	for _, c := range columns {
		counts, err := keys.List(ctx, []secret.Column{c})
		if err != nil {
			t.Fatal(err)
		}
		if counts[0].Values != 0 {
			t.Errorf("%s.%s: %d values are sealed with the old key", c.Table, c.Name, counts[0].Values)
		}
		if counts[1].Values > 0 {
			filled++
		}
		t.Logf("%s.%s: %d", c.Table, c.Name, counts[1].Values)
	}
	if filled < 4 {
		t.Errorf("only %d columns of the demo hold anything", filled)
	}
}

// frozenColumns are sealed with keys that do not change, since what they hold was published as
// a commitment, or have a change of keys of their own.
var frozenColumns = map[string]bool{
	"contest_attempts.seed_sealed": true, "entries.secret_sealed": true, "entry_revisions.secret_sealed": true, "instant_games.schedule_sealed": true,
	"log_keys.sealed": true, "sealing_keys.sealed": true,
}

// A column that is sealed is known to the change of keys, or said to be frozen.
func TestEverySealedColumnIsKnown(t *testing.T) {
	h := demoHouse(t)
	p, err := demoPlan()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range sealedColumns(p.secret) {
		known[c.Table+"."+c.Name] = true
	}
	var tables []string
	if err := h.db.Gorm(t.Context()).Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, table := range tables {
		var columns []struct{ Name, Type string }
		if err := h.db.Gorm(t.Context()).Raw("SELECT name, type FROM pragma_table_info(?)", table).Scan(&columns).Error; err != nil {
			t.Fatal(err)
		}
		for _, c := range columns {
			name := table + "." + c.Name
			if !strings.EqualFold(c.Type, "BYTEA") || !strings.Contains(c.Name, "sealed") {
				continue
			}
			found++
			if !known[name] && !frozenColumns[name] {
				t.Errorf("%s is sealed, and no change of keys seals it anew", name)
			}
		}
	}
	if found < 12 {
		t.Errorf("%d sealed columns were found", found)
	}
}
