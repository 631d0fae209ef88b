package handlers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
)

// record appends to the public log as a domain does.
func (w *town) record(records ...string) {
	w.t.Helper()
	err := w.db.InTx(w.t.Context(), func(tx *db.DB) error {
		for _, r := range records {
			if _, err := w.log.Append(w.t.Context(), tx, []byte(r)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

const publishRecord = "vdraw1/publish\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\n"

func TestLogPage(t *testing.T) {
	w := newTown(t)
	fan := w.visitor()
	fan.get("/fr/log/").wants(200).reads().holds("Le journal public", "Rien n’est encore inscrit", "fete.example/log", "Aucun témoin")
	w.record(publishRecord, "kermesse/fair/<b>bold</b>\n")
	fan.get("/en/log").wants(200).reads().holds("The public log", w.log.VerifierKey(), "Rules published", "7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01",
		"kermesse verify log http://fete.example/log --log-key")
	fan.get("/en/log").holds("kermesse/fair/&lt;b&gt;").lacks("<b>bold")
	for i := range 30 {
		w.record(fmt.Sprintf("test/%d\n", i))
	}
	fan.get("/en/log").wants(200).holds("test/29", "test/10", "/en/log?before=12").lacks("test/9<")
	fan.get("/en/log?before=12").wants(200).holds("test/9<", "Rules published", "/en/log?before=32").lacks("test/10<")
	for _, odd := range []string{"0", "-1", "99999999999999999999", "x"} {
		fan.get("/en/log?before=" + odd).wants(200).holds("test/29")
	}
	fan.get("/fr/how-we-draw").wants(200).holds(`href="/fr/log"`)
}

func TestLogFiles(t *testing.T) {
	w := newTown(t)
	fan := w.visitor()
	long := publishRecord + strings.Repeat("x", 1<<16)
	w.record(publishRecord, strings.Repeat("y", 2000), long)

	checkpoint := fan.get("/log/checkpoint").wants(200)
	key, err := c2sp.ParseLogKey(strings.TrimSpace(fan.get("/log/keys").wants(200).body))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := c2sp.OpenCheckpoint([]byte(checkpoint.body), key, nil)
	if err != nil || signed.Size != 3 || signed.Origin != "fete.example/log" {
		t.Fatalf("%+v, %v", signed, err)
	}
	if got := checkpoint.header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	bundle := fan.get("/log/tile/entries/000.p/3").wants(200)
	entries, err := c2sp.ParseBundle([]byte(bundle.body), 3)
	if err != nil || string(entries[0]) != publishRecord || !strings.HasPrefix(string(entries[2]), "kermesse/log/digest\n") {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	tile := fan.get("/log/tile/0/000.p/3").wants(200)
	if want := tlog.RecordHash(entries[1]); tile.body[32:64] != string(want[:]) || len(tile.body) != 96 {
		t.Errorf("tile %x", tile.body)
	}
	for _, file := range []answer{bundle, tile, fan.get("/log/record/2")} {
		h := file.wants(200).header
		if !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("Vary") != "Accept-Encoding" ||
			h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Set-Cookie") != "" {
			t.Errorf("headers %v", h)
		}
	}
	if got := fan.get("/log/record/2").body; got != long {
		t.Errorf("record 2 has %d bytes", len(got))
	}
	p, err := c2sp.ParseProof([]byte(fan.get("/log/proof/2").wants(200).body))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(entries[2], signed.Checkpoint); err != nil {
		t.Error(err)
	}
	for _, path := range []string{
		"/log/tile/0/000", "/log/tile/0/000.p/4", "/log/tile/0/001.p/1", "/log/tile/1/000.p/1", "/log/tile/x", "/log/tile/",
		"/log/record/3", "/log/record/-1", "/log/record/00", "/log/record/99999999999999999999", "/log/proof/3", "/log/proof/x", "/log/nothing",
	} {
		fan.get(path).wants(404)
	}
}

func TestLogBundlesAreCompressed(t *testing.T) {
	w := newTown(t)
	w.record(strings.Repeat("y", 5000))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.base+"/log/tile/entries/000.p/1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	packed, err := io.ReadAll(res.Body)
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" || len(packed) > 1000 {
		t.Fatalf("%d bytes, %v, %v", len(packed), res.Header, err)
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(reader)
	if err != nil || len(data) != 5002 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}
