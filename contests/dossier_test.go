package contests_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/account"
	"kermesse/internal/fan"
)

func (h *house) evidence(t testing.TB, role account.Role, slug string) map[string]string {
	t.Helper()
	var packed bytes.Buffer
	must(t, h.WriteEvidence(t.Context(), h.staff(role), slug, &packed))
	z, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	must(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		must(t, err)
		data, err := io.ReadAll(in)
		must(t, err)
		files[f.Name] = string(data)
	}
	return files
}

var wholeAddress = regexp.MustCompile(`fan\d+@exemple\.sn`)

func TestEvidenceHoldsTheWholeDrawAndNamesNobody(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("dossier"), 12)
	must(t, h.Disqualify(t.Context(), h.manager(), "dossier", contests.Place{}, contests.ReasonNoAnswer))
	files := h.evidence(t, account.Witness, "dossier")
	for name, want := range map[string]string{
		"README.txt": "Données personnelles", "rules/v1/rules.json": `"audit_sample":30`, "rules/v1/rules.fr.md": "Organisation", "rules/v1/rules.en.md": "Organiser",
		"list/commitments.txt": d.Slots[0].Commitment.String(), "decisions.csv": "no-answer", "audit-sample.csv": d.Slots[0].Commitment.String(),
		"messages/sent.csv": "prize-won", "messages/prize-won.fr.txt": "{number}", "messages/entry-receipt.en.txt": "{receipt}",
		"consents.csv": "rules:dossier", "journal.csv": "winner.disqualified", "log/checkpoint": "fete.example/log\n", "log/keys.txt": "log fete.example/log+",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s lacks %q:\n%.400s", name, want, files[name])
		}
	}
	if n := strings.Count(files["list/commitments.txt"], "\n"); n != 12 {
		t.Errorf("%d commitments", n)
	}
	for name, content := range files {
		for _, private := range []string{"Priya", "Sharma", "\nsecret "} {
			if strings.Contains(content, private) && !strings.HasSuffix(name, ".zip") {
				t.Errorf("%s holds %q", name, private)
			}
		}
		if found := wholeAddress.FindString(content); found != "" {
			t.Errorf("%s holds %s", name, found)
		}
	}
	if !strings.Contains(files["messages/sent.csv"], "f•••@exemple.sn") {
		t.Errorf("the addresses are not masked:\n%.300s", files["messages/sent.csv"])
	}
	bundle, err := proof.OpenZip(strings.NewReader(files["draw/proof.zip"]), int64(len(files["draw/proof.zip"])))
	must(t, err)
	_, err = proof.Verify(bundle, proof.Options{})
	must(t, err)
	h.checkManifest(t, files)

	var again bytes.Buffer
	must(t, h.WriteEvidence(t.Context(), h.manager(), "dossier", &again))
	if files := h.evidence(t, account.Owner, "dossier"); strings.Count(files["journal.csv"], "evidence.exported") != 3 {
		t.Errorf("the journal does not say who took the file:\n%s", files["journal.csv"])
	}
}

// checkManifest verifies the signature, and every file against its line.
func (h *house) checkManifest(t *testing.T, files map[string]string) {
	t.Helper()
	signed, err := note.Open([]byte(files["MANIFEST.txt"]), note.VerifierList(h.verifier))
	must(t, err)
	lines := strings.Split(strings.TrimSpace(signed.Text), "\n")
	if len(lines)-3 != len(files)-1 || lines[0] != "kermesse/evidence" {
		t.Errorf("%d lines for %d files", len(lines)-3, len(files)-1)
	}
	for _, line := range lines[3:] {
		part := strings.SplitN(line, " ", 3)
		content := files[part[2]]
		if fmt.Sprintf("%x", sha256.Sum256([]byte(content))) != part[0] || fmt.Sprint(len(content)) != part[1] {
			t.Errorf("%s is not what the manifest says", part[2])
		}
	}
}

func TestEvidenceOfAnOpenContest(t *testing.T) {
	h := newHouse(t)
	f := form("ouvert")
	f.Title = "=cmd|' /C calc'!A0"
	h.open(t, f)
	h.enterMany(t, "ouvert", 2)
	files := h.evidence(t, account.Manager, "ouvert")
	for _, missing := range []string{"draw/proof.zip", "list/commitments.txt", "audit-sample.csv"} {
		if _, there := files[missing]; there {
			t.Errorf("%s exists before the closing", missing)
		}
	}
	for name, content := range files {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(content, "\ufeff"))).ReadAll()
		must(t, err)
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s holds the formula %q", name, cell)
				}
			}
		}
	}
	h.checkManifest(t, files)
	h.erase(t, h.fanOf(t, "fan0@exemple.sn"))
	if sent := h.evidence(t, account.Manager, "ouvert")["messages/sent.csv"]; strings.Count(sent, "f•••") != 1 || strings.Count(sent, "entry-receipt") != 2 {
		t.Errorf("after somebody was forgotten:\n%s", sent)
	}
}

func TestWhoMayTakeTheEvidence(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("roles"))
	for role, want := range map[account.Role]bool{
		account.Owner: true, account.Manager: true, account.Witness: true, account.Moderator: false, account.Viewer: false, account.Till: false,
	} {
		if err := h.WriteEvidence(t.Context(), h.staff(role), "roles", io.Discard); (err == nil) != want {
			t.Errorf("%s: %v", role, err)
		}
	}
	wantFault(t, h.WriteEvidence(t.Context(), h.stranger(), "roles", io.Discard), contests.ErrNotFound)
	_, err := h.Create(t.Context(), h.manager(), form("brouillon"))
	must(t, err)
	wantFault(t, h.WriteEvidence(t.Context(), h.manager(), "brouillon", io.Discard), contests.ErrNotPublished)
}

func TestAuditorSeesTheSampleAndNobodyElse(t *testing.T) {
	h := newHouse(t)
	witness := h.staff(account.Witness)
	h.open(t, form("audit"))
	_, err := h.AuditSample(t.Context(), witness, "audit")
	wantFault(t, err, contests.ErrNotDrawn)
	_, err = h.RecordAudit(t.Context(), witness, "audit", "Etude Kumar", draw.Hash{1})
	wantFault(t, err, contests.ErrNotDrawn)

	d := h.drawn(t, form("grand"), 60)
	sampled, err := h.AuditSample(t.Context(), h.staff(account.Viewer), "grand")
	must(t, err)
	if len(sampled) != 30 {
		t.Fatalf("%d entries are sampled", len(sampled))
	}
	opened, err := h.OpenSample(t.Context(), witness, "grand")
	must(t, err)
	id, err := draw.ParseID(string(d.Contest.ID))
	must(t, err)
	for i, o := range opened {
		entry, err := draw.ParseHexID(o.Entry)
		must(t, err)
		commitment := draw.Commit(id, entry, draw.CommitField(draw.FieldAlias, o.AliasSalt, o.Alias), draw.CommitField(draw.FieldIdentity, o.IdentitySalt, o.Identity))
		if o.Sampled != sampled[i] || commitment != o.Commitment || !wholeAddress.MatchString(o.Identity) {
			t.Errorf("%+v does not open", o)
		}
	}
	if n := h.count(t, "journal WHERE action = 'sample.opened' AND actor_name = 'Nadia'"); n != 1 {
		t.Errorf("the journal has %d lines", n)
	}
	for _, role := range []account.Role{account.Viewer, account.Moderator, account.Till} {
		_, err := h.OpenSample(t.Context(), h.staff(role), "grand")
		wantFault(t, err, account.ErrNotAllowed)
	}
	_, err = h.OpenSample(t.Context(), h.stranger(), "grand")
	wantFault(t, err, contests.ErrNotFound)

	h.erase(t, h.fanOf(t, opened[0].Identity))
	again, err := h.OpenSample(t.Context(), witness, "grand")
	must(t, err)
	if !again[0].Forgotten || again[0].Identity != "" || again[0].Alias != "" || again[1].Forgotten {
		t.Errorf("%+v", again[0])
	}
}

func TestAuditIsRecordedInThePublicLog(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("constat"), 5)
	witness := h.staff(account.Witness)
	_, err := h.RecordAudit(t.Context(), witness, "constat", "Étude Kumar", draw.Hash{})
	wantFields(t, err, "statement statement_hash_invalid", "auditor auditor_invalid")
	_, err = h.RecordAudit(t.Context(), h.manager(), "constat", "Etude Kumar", draw.Hash{7})
	wantFault(t, err, account.ErrNotAllowed)
	record, err := h.RecordAudit(t.Context(), witness, "constat", "Etude Kumar, Port-Louis", draw.Hash{7})
	must(t, err)
	logged, err := h.log.Record(t.Context(), record.Index)
	must(t, err)
	want := fmt.Sprintf("vdraw1/audit\ndraw %s\nattempt 1\nsample 5\nauditor Etude Kumar, Port-Louis\nstatement 07%062d\nat %s\n",
		contestID(t, h, "constat"), 0, h.clock.Now().UTC().Truncate(time.Second).Format(time.RFC3339))
	if string(logged) != want {
		t.Errorf("the log says\n%swant\n%s", logged, want)
	}
	if files := h.evidence(t, account.Witness, "constat"); !strings.Contains(files["decisions.csv"], "Etude Kumar, Port-Louis") {
		t.Error("the evidence does not tell of the audit")
	}
	var packed bytes.Buffer
	must(t, h.WriteProof(t.Context(), "constat", &packed))
	bundle, err := proof.OpenZip(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	must(t, err)
	_, err = proof.Verify(bundle, proof.Options{})
	must(t, err)
}

func contestID(t *testing.T, h *house, slug string) contests.ID {
	t.Helper()
	c, err := h.Find(t.Context(), slug)
	must(t, err)
	return c.ID
}

func (h *house) fanOf(t *testing.T, email string) fan.ID {
	t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	must(t, err)
	f, err := h.fans.LookUp(t.Context(), h.brand.ID, contact)
	must(t, err)
	return f.ID
}
