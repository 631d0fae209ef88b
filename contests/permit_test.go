package contests_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/internal/account"
)

// permitted is a contest under the law of Mauritius with a permit, whose document is missing.
func permitted(slug string) contests.Form {
	f := form(slug)
	f.Law = &contests.LegalTerms{
		Profiles: []law.Code{law.MU}, Permit: contests.Permit{Authority: "GRA", Number: "GRA/2026/17", Date: "2026-11-02"},
	}
	return f
}

const paper = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"

func (h *house) keepPermit(t testing.TB, slug, file string) contests.PermitFile {
	t.Helper()
	kept, err := h.KeepPermit(t.Context(), h.manager(), slug, strings.NewReader(file))
	must(t, err)
	return kept
}

// lawSays are the rules of profiles that have something to say about a contest.
func (h *house) lawSays(t testing.TB, slug string) string {
	t.Helper()
	found, err := h.CheckLaw(t.Context(), h.manager(), slug)
	must(t, err)
	var rules []string
	for _, f := range found {
		rules = append(rules, f.Rule)
	}
	return strings.Join(rules, " ")
}

// The document of a permit is what its content says, and staff alone read it until the brand
// shows it; then the rules lead to it, and it stays.
func TestPermitIsAFile(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), permitted("jeu"))
	must(t, err)
	if says := h.lawSays(t, "jeu"); !strings.Contains(says, "mu.permit-document") {
		t.Errorf("nothing is said of the missing document: %s", says)
	}
	for why, file := range map[string]string{
		"a page that says it is a PDF": "<html>%PDF-1.7 %%EOF", "half a PDF": "%PDF-1.7\n" + strings.Repeat("x", 4000), "nothing": "", "a script": "%!PS\n",
	} {
		_, err := h.KeepPermit(t.Context(), h.manager(), "jeu", strings.NewReader(file))
		if err == nil {
			t.Errorf("%s was kept", why)
			continue
		}
		wantFault(t, err, contests.ErrPermitFile)
	}
	_, err = h.KeepPermit(t.Context(), h.manager(), "jeu", strings.NewReader(paper+strings.Repeat(" ", contests.MaxPermitBytes)))
	wantFault(t, err, contests.ErrPermitHeavy)
	_, err = h.KeepPermit(t.Context(), h.stranger(), "jeu", strings.NewReader(paper))
	wantFault(t, err, contests.ErrNotFound)
	if _, err := h.KeepPermit(t.Context(), h.staff(account.Moderator), "jeu", strings.NewReader(paper)); err == nil {
		t.Error("a moderator kept a document")
	}

	kept := h.keepPermit(t, "jeu", paper)
	if kept.Kind != contests.PermitPDF || kept.Public || kept.Bytes != int64(len(paper)) || strings.Contains(h.lawSays(t, "jeu"), "permit-document") {
		t.Errorf("%+v, %s", kept, h.lawSays(t, "jeu"))
	}
	if n := h.count(t, "contest_permits WHERE CAST(file_sealed AS TEXT) LIKE '%Catalog%'"); n != 0 {
		t.Error("the document is stored in clear")
	}
	_, content, err := h.FindPermit(t.Context(), h.staff(account.Viewer), "jeu")
	must(t, err)
	if string(content) != paper {
		t.Errorf("read %q", content)
	}
	_, _, err = h.FindPermit(t.Context(), h.stranger(), "jeu")
	wantFault(t, err, contests.ErrNotFound)
	must(t, h.ShowPermit(t.Context(), h.manager(), "jeu", true))
	_, _, err = h.FindPublicPermit(t.Context(), "jeu")
	wantFault(t, err, contests.ErrNotFound) // of a draft

	_, err = h.Publish(t.Context(), h.manager(), "jeu", 0)
	must(t, err)
	_, rules, err := h.FindRules(t.Context(), "jeu")
	must(t, err)
	for _, want := range []string{"GRA, n°\u00a0GRA/2026/17, du 2\u00a0novembre\u00a02026", "/c/jeu/permit (SHA-256\u00a0: " + kept.SHA256.String()} {
		if !strings.Contains(rules.Text.FR, want) {
			t.Errorf("the rules lack %q", want)
		}
	}
	if !strings.Contains(rules.Text.EN, "/c/jeu/permit (SHA-256: "+kept.SHA256.String()) || !strings.Contains(rules.Text.EN, "GRA, no. GRA/2026/17") ||
		!bytes.Contains(rules.JSON, []byte(`"file_sha256":"`+kept.SHA256.String())) {
		t.Error("the rules do not lead to the document")
	}
	shown, content, err := h.FindPublicPermit(t.Context(), "jeu")
	must(t, err)
	if string(content) != paper || !shown.Public {
		t.Errorf("%+v %q", shown, content)
	}
	wantFault(t, h.ShowPermit(t.Context(), h.manager(), "jeu", false), contests.ErrPermitPromised)
	wantFault(t, h.RemovePermit(t.Context(), h.manager(), "jeu"), contests.ErrPermitPromised)
	_, err = h.KeepPermit(t.Context(), h.manager(), "jeu", strings.NewReader(paper+"\n"))
	wantFault(t, err, contests.ErrPermitPromised)
	for _, action := range []string{"contest.permit_attached", "contest.permit_published"} {
		if n := h.count(t, "journal WHERE action = ?", action); n != 1 {
			t.Errorf("%d lines %s in the journal", n, action)
		}
	}
}

// A picture of a permit is drawn anew; another contest begins without it, and the proof that
// goes at its time takes it along.
func TestPermitGoesWithTheProof(t *testing.T) {
	h := newHouse(t)
	f := permitted("jeu")
	f.Law.Retention = law.Retention{InvalidDays: 30, LosersDays: 30, WinnersDays: 60, ProofDays: 90}
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	photo := shot(t, 90)
	photo = append(photo[:2:2], append([]byte("\xff\xe1\x00\x10Exif\x00\x00secret!!"), photo[2:]...)...)
	kept := h.keepPermit(t, "jeu", string(photo))
	_, content, err := h.FindPermit(t.Context(), h.manager(), "jeu")
	must(t, err)
	if kept.Kind != contests.PermitJPEG || bytes.Contains(content, []byte("secret!!")) {
		t.Errorf("%+v: what the camera wrote is kept", kept)
	}
	c, err := h.Publish(t.Context(), h.manager(), "jeu", 0)
	must(t, err)
	_, _, err = h.FindPublicPermit(t.Context(), "jeu")
	wantFault(t, err, contests.ErrPermitNotFound)
	again, err := h.Duplicate(t.Context(), h.manager(), "jeu")
	must(t, err)
	if p, err := h.PermitOf(t.Context(), again); err != nil || p != nil || again.Law.Permit != (contests.Permit{}) {
		t.Errorf("the copy carries last year's permit: %+v, %+v, %v", p, again.Law.Permit, err)
	}
	h.enter(t, "jeu", "awa@exemple.sn")
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	if files := h.evidence(t, account.Owner, "jeu"); files["permit/permit.jpg"] != string(content) {
		t.Error("the evidence file lacks the document")
	}
	for _, step := range []struct {
		days, left int
	}{{60, 1}, {90, 0}} {
		h.clock.Set(c.DrawAt.AddDate(0, 0, step.days).Add(time.Hour))
		must(t, h.PurgeDue(t.Context()))
		if n := h.count(t, "contest_permits WHERE contest_id = ?", string(c.ID)); n != step.left {
			t.Errorf("after %d days %d documents are left", step.days, n)
		}
	}
	_, err = h.KeepPermit(t.Context(), h.manager(), "jeu", strings.NewReader(paper))
	wantFault(t, err, contests.ErrPermitPurged)
	draft, err := h.Create(t.Context(), h.manager(), permitted("brouillon"))
	must(t, err)
	h.keepPermit(t, "brouillon", paper)
	must(t, h.Discard(t.Context(), h.manager(), draft.Slug))
	if n := h.count(t, "contest_permits WHERE kind <> ''"); n != 0 {
		t.Errorf("%d documents of drafts that are gone", n)
	}
}
