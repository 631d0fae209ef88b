package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kermesse/contests/draw/proof"
	"kermesse/internal/shareddata"
)

// iceContest is a contest that can be published, changed as a test wants it: open for an
// hour, without confirmation, with more entries to win than most tests make.
func iceContest(slug string, change map[string]any) map[string]any {
	contest := map[string]any{
		"slug": slug, "title": "Un an de glaces", "opens_at": townNoon.Format(time.RFC3339),
		"closes_at": townNoon.Add(time.Hour).Format(time.RFC3339), "time_zone": "Indian/Mauritius",
		"prizes": []map[string]any{
			{"name": "Un an de glaces", "winners": 1, "alternates": 2, "value": map[string]any{"amount_minor": 1200000, "currency": "MUR"}},
			{"name": "Un cornet", "winners": 2, "alternates": 1},
		},
		"draw": map[string]any{"source": "test"}, "entry": map[string]any{"confirm": false},
	}
	for name, value := range change {
		contest[name] = value
	}
	return contest
}

// openContest publishes a contest of the brand glaces.
func (w *town) openContest(staff *visitor, slug string, change map[string]any) {
	w.t.Helper()
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest(slug, change)).wants(201)
	staff.json(http.MethodPost, "/api/v1/contests/"+slug+"/publish", nil).wants(200)
}

func entryBodyFor(email string) map[string]any {
	return map[string]any{"email": email, "alias": "Priya Sharma", "consents": map[string]bool{"rules": true}}
}

// runContestJobs does what is due at a moment.
func (w *town) runContestJobs(at time.Time) {
	w.t.Helper()
	w.clock.Set(at)
	for _, task := range w.contests.Tasks() {
		if err := task.Run(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// drawnContest runs a contest with n entries to its end.
func (w *town) drawnContest(staff *visitor, slug string, n int, change map[string]any) {
	w.t.Helper()
	w.openContest(staff, slug, change)
	for i := range n {
		w.visitor().json(http.MethodPost, "/api/v1/contests/"+slug+"/entries", entryBodyFor(fmt.Sprintf("fan%d@exemple.sn", i))).wants(201)
	}
	w.runContestJobs(townNoon.Add(time.Hour)) // it closes
	w.runContestJobs(townNoon.Add(2 * time.Hour))
}

func TestContestFromDraftToProof(t *testing.T) {
	w := newTown(t)
	staff, fan := w.staff("glaces"), w.visitor()
	var contest struct {
		Status    string
		Version   int64
		RulesHash string `json:"rules_hash"`
		Round     uint64
		LogIndex  *int64 `json:"log_index"`
		Entries   int
		Close     *struct{ Commit string }
	}
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("glaces", nil)).wants(201).into(&contest)
	if contest.Status != "draft" || contest.RulesHash != "" {
		t.Errorf("%+v", contest)
	}
	fan.get("/api/v1/contests/glaces").code(404, "contest_not_found")
	staff.get("/api/v1/contests/glaces").wants(200)
	staff.json(http.MethodPost, "/api/v1/contests/glaces/publish", nil).wants(200).into(&contest)
	if contest.Status != "open" || len(contest.RulesHash) != 64 || contest.Round == 0 {
		t.Errorf("%+v", contest)
	}
	for i := range 6 {
		var entry struct{ Status, Receipt, Private string }
		w.visitor().json(http.MethodPost, "/api/v1/contests/glaces/entries", entryBodyFor(fmt.Sprintf("fan%d@exemple.sn", i))).wants(201).into(&entry)
		if entry.Status != "confirmed" || !strings.HasPrefix(entry.Receipt, "vdraw1/receipt\n") || entry.Private == "" {
			t.Errorf("%+v", entry)
		}
	}
	fan.get("/api/v1/contests/glaces/draw").wants(200).holds(`"state":"announced"`, `"close":null`, `"drawn_at":null`, `"log_index":0`)
	w.runContestJobs(townNoon.Add(time.Hour))
	fan.get("/api/v1/contests/glaces").wants(200).into(&contest)
	if contest.Status != "closed" || contest.Close == nil || len(contest.Close.Commit) != 64 || contest.Entries != 6 {
		t.Errorf("%+v", contest)
	}
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	var drawn struct {
		Status, Label, Seed string
		Beacon              map[string]any
		Slots               []slotAnswer
	}
	fan.get("/api/v1/contests/glaces/draw").wants(200).into(&drawn).lacks("exemple.sn", "Sharma")
	if drawn.Status != "drawn" || drawn.Label != "Test" || len(drawn.Slots) != 6 || drawn.Slots[0].Alias != "Priya S." || drawn.Beacon["round"] == nil {
		t.Errorf("%+v", drawn)
	}
	report := verifyProof(t, fan.get("/api/v1/contests/glaces/proof.zip").wants(200).body)
	if report.Entries != 6 || report.Label != proof.Test {
		t.Errorf("%+v", report)
	}
}

func verifyProof(t *testing.T, body string) *proof.Report {
	t.Helper()
	b, err := proof.OpenZip(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	report, err := proof.Verify(b, proof.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestDisqualifyByAPI(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "juge", 8, nil)
	staff := w.staff("glaces") // two hours have passed: the token has expired
	path := "/api/v1/contests/juge/disqualify"
	body := map[string]any{"prize": 0, "slot": 0, "reason": "no-answer"}
	w.visitor().json(http.MethodPost, path, body).code(401, "sign_in_required")
	w.staff("thes").json(http.MethodPost, path, body).code(404, "contest_not_found")
	staff.json(http.MethodPost, path, map[string]any{"prize": 0, "slot": 0, "reason": "laid"}).wants(422).field("reason", "reason_unknown")
	var after struct {
		Slots             []slotAnswer
		Disqualifications []decisionAnswer
	}
	staff.json(http.MethodPost, path, body).wants(200).into(&after)
	if after.Slots[0].State != "disqualified" || after.Slots[3].State != "promoted" || len(after.Disqualifications) != 1 {
		t.Errorf("%+v", after)
	}
	staff.json(http.MethodPost, path, body).code(409, "slot_already_disqualified")
	staff.json(http.MethodPost, "/api/v1/contests/juge/reinstate", map[string]any{"prize": 0, "slot": 0}).wants(200).into(&after)
	if after.Slots[0].State != "winner" || len(after.Disqualifications) != 2 {
		t.Errorf("%+v", after)
	}
	verifyProof(t, w.visitor().get("/api/v1/contests/juge/proof.zip").wants(200).body)
}

func TestEntryIsConfirmedByCode(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "code", map[string]any{"entry": map[string]any{}}) // e-mail is confirmed unless told otherwise
	fan := w.visitor()
	var entry struct{ Status, Challenge, Receipt, Private string }
	fan.json(http.MethodPost, "/api/v1/contests/code/entries", entryBodyFor("awa@exemple.sn")).wants(201).into(&entry)
	if entry.Status != "pending" || entry.Receipt != "" || entry.Private != "" {
		t.Errorf("%+v", entry)
	}
	code, link := w.mailed()
	confirm := "/api/v1/contests/code/entries/confirm"
	fan.json(http.MethodPost, confirm, map[string]any{"challenge": entry.Challenge, "code": "000000"}).wants(422).field("code", "code_wrong")
	fan.json(http.MethodPost, confirm, map[string]any{"challenge": entry.Challenge, "code": code}).wants(200).into(&entry)
	if entry.Status != "confirmed" || entry.Receipt == "" {
		t.Errorf("%+v", entry)
	}
	token, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{token.Query().Get("token"): "link_used", "x.y": "link_invalid"} {
		if p := problemOf(t, fan.json(http.MethodPost, confirm, map[string]any{"token": given}).body); p.Code != want {
			t.Errorf("token %q: %s, want %s", given, p.Code, want)
		}
	}
}

// Where an address is to be proved, a program that tries addresses reads the same answer of
// one that has entered, one that was excluded and one that nobody ever gave; so does the page,
// which carries no number and no id of an entry.
func TestNobodyLearnsByTheAPIWhoHasEntered(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "secret", map[string]any{"entry": map[string]any{}})
	const path = "/api/v1/contests/secret/entries"
	shape := func(email string) string {
		t.Helper()
		var answer map[string]any
		w.visitor().json(http.MethodPost, path, entryBodyFor(email)).wants(201).into(&answer)
		if challenge, _ := answer["challenge"].(string); len(challenge) != 22 {
			t.Errorf("%s: challenge %q", email, challenge)
		}
		answer["challenge"] = "…"
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	want := shape("nouvelle@exemple.sn")
	if strings.Contains(want, "entry_id") || strings.Contains(want, "number") || strings.Contains(want, "commitment") {
		t.Errorf("a stranger is told %s", want)
	}
	var entry struct {
		EntryID   string `json:"entry_id"`
		Challenge string
	}
	w.visitor().json(http.MethodPost, path, entryBodyFor("awa@exemple.sn")).wants(201).into(&entry)
	code, _ := w.mailed()
	w.visitor().json(http.MethodPost, path+"/confirm", map[string]any{"challenge": entry.Challenge, "code": code}).wants(200).into(&entry)
	for _, known := range []string{"nouvelle@exemple.sn", "awa@exemple.sn", "AWA@exemple.sn"} {
		if got := shape(known); got != want {
			t.Errorf("of %s a stranger is told %s, and of a new address %s", known, got, want)
		}
	}
	staff.json(http.MethodPost, path+"/"+entry.EntryID+"/exclude", map[string]any{"reason": "fraud"}).wants(204)
	if got := shape("awa@exemple.sn"); got != want {
		t.Errorf("of somebody who was excluded a stranger is told %s", got)
	}
	form := w.visitor().submit("/fr/c/secret", "/fr/c/secret", url.Values{"email": {"awa@exemple.sn"}, "name": {"Awa"}, "rules": {"yes"}}).wants(303)
	if to := form.header.Get("Location"); !strings.Contains(to, "pending=") || strings.Contains(to, entry.EntryID) {
		t.Errorf("the page leads to %s", to)
	}
}

func TestEnteringTwiceIsOneEntry(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "deux", nil)
	var first, second struct {
		EntryID  string `json:"entry_id"`
		Repeated bool
	}
	w.visitor().json(http.MethodPost, "/api/v1/contests/deux/entries", entryBodyFor("awa@exemple.sn")).wants(201).into(&first)
	// Somebody else who knows the address learns nothing that only its holder may know.
	w.visitor().json(http.MethodPost, "/api/v1/contests/deux/entries", entryBodyFor("Awa@exemple.sn")).wants(201).into(&second).
		lacks("private", "receipt_url", "vdraw1/receipt", "Priya")
	if first.EntryID != second.EntryID || !second.Repeated {
		t.Errorf("%+v, %+v", first, second)
	}
	// The same program that asks again gets the first answer.
	fan := w.visitor()
	fan.header.Set("Idempotency-Key", "one")
	a := fan.json(http.MethodPost, "/api/v1/contests/deux/entries", entryBodyFor("b@exemple.sn")).wants(201)
	b := fan.json(http.MethodPost, "/api/v1/contests/deux/entries", entryBodyFor("b@exemple.sn")).wants(201)
	if a.body != b.body {
		t.Errorf("%s\n%s", a.body, b.body)
	}
}

func TestBadContestInput(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	create := "/api/v1/brands/glaces/contests"
	staff.json(http.MethodPost, create, `{"title": "x"`).wants(400)
	staff.json(http.MethodPost, create, `[]`).wants(422)
	staff.json(http.MethodPost, create, iceContest("x-y", map[string]any{"colour": "red"})).wants(422).field("colour", "")
	staff.json(http.MethodPost, create, iceContest("x-y", map[string]any{"title": strings.Repeat("x", 1<<20)})).wants(413)
	staff.json(http.MethodPost, create, iceContest("x-y", map[string]any{"title": strings.Repeat("x", 1<<16)})).wants(422).field("title", "too_long")
	staff.json(http.MethodPost, create, iceContest("x-y", map[string]any{"title": "a\u202eb", "description": "a\x00b"})).wants(422).
		field("title", "direction_mark").field("description", "control_character")
	staff.json(http.MethodPost, create, map[string]any{}).wants(422).field("title", "required").field("opens_at", "time_unreadable").field("prizes", "prize_missing")
	w.visitor().json(http.MethodPost, create, iceContest("x-y", nil)).code(401, "sign_in_required")
	w.staff("thes").json(http.MethodPost, create, iceContest("x-y", nil)).wants(404)

	w.openContest(staff, "saisie", nil)
	enter := "/api/v1/contests/saisie/entries"
	fan := w.visitor()
	fan.json(http.MethodPost, enter, `{"email": "awa@exemple.sn", "admin": true}`).wants(422)
	fan.json(http.MethodPost, enter, `{"email": 5}`).wants(422)
	fan.json(http.MethodPost, enter, map[string]any{"email": "awa@", "alias": strings.Repeat("é", 5000)}).wants(422).
		field("email", "email_invalid").field("alias", "too_long").field("consents.rules", "rules_not_accepted")
	fan.json(http.MethodPost, enter, map[string]any{"email": "a@exemple.sn", "alias": "a\u0000", "consents": map[string]bool{"rules": true}}).
		wants(422).field("alias", "control_character")
	fan.json(http.MethodPost, enter, map[string]any{"email": "a@exemple.sn", "phone": "+23057123456", "consents": map[string]bool{"rules": true}}).
		wants(422).field("phone", "contact_twice")
	fan.json(http.MethodPost, "/api/v1/contests/..%2f..%2fetc/entries", entryBodyFor("a@exemple.sn")).wants(404)
	fan.json(http.MethodPost, "/api/v1/contests/nulle-part/entries", entryBodyFor("a@exemple.sn")).code(404, "contest_not_found")
}

func TestAnotherBrandsContestIsNotThereByAPI(t *testing.T) {
	w := newTown(t)
	staff, stranger := w.staff("glaces"), w.staff("thes")
	w.openContest(staff, "a-nous", nil)
	w.visitor().json(http.MethodPost, "/api/v1/contests/a-nous/entries", entryBodyFor("awa@exemple.sn")).wants(201)
	for _, request := range []struct {
		method, path string
		body         any
	}{
		{http.MethodPut, "/api/v1/contests/a-nous", iceContest("a-nous", map[string]any{"version": 1})},
		{http.MethodDelete, "/api/v1/contests/a-nous", nil},
		{http.MethodPost, "/api/v1/contests/a-nous/publish", nil},
		{http.MethodPost, "/api/v1/contests/a-nous/cancel", map[string]any{"reason": "x"}},
		{http.MethodPost, "/api/v1/contests/a-nous/entries/manual", entryBodyFor("x@exemple.sn")},
		{http.MethodGet, "/api/v1/contests/a-nous/entries", nil},
		{http.MethodGet, "/api/v1/contests/a-nous/entries.csv", nil},
		{http.MethodPost, "/api/v1/contests/a-nous/reinstate", map[string]any{"prize": 0, "slot": 0}},
	} {
		stranger.json(request.method, request.path, request.body).code(404, "contest_not_found").lacks("awa@exemple.sn")
		w.visitor().json(request.method, request.path, request.body).code(401, "sign_in_required").lacks("awa@exemple.sn")
	}
	staff.get("/api/v1/contests/a-nous/entries?q=awa@exemple.sn").wants(200).holds("awa@exemple.sn")
	stranger.get("/api/v1/brands/glaces/contests").wants(404)
}

func TestEditByAPISeesTheOtherTab(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("onglets", nil)).wants(201)
	edit := func(title string, version int) answer {
		return staff.json(http.MethodPut, "/api/v1/contests/onglets", iceContest("onglets", map[string]any{"title": title, "version": version}))
	}
	edit("Premier", 1).wants(200).holds(`"version":2`)
	edit("Second", 1).code(409, "contest_edited_elsewhere")
	staff.get("/api/v1/contests/onglets").holds("Premier").lacks("Second")
	staff.json(http.MethodPost, "/api/v1/contests/onglets/publish", nil).wants(200)
	edit("Trop tard", 2).code(409, "contest_frozen")
}

// upload sends a file and fields as a form.
func (v *visitor) upload(path, file string, fields url.Values) answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, value := range values {
			if err := form.WriteField(name, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	part, err := form.CreateFormFile("file", "comments.csv")
	if err == nil {
		_, err = io.WriteString(part, file)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(http.MethodPost, path, form.FormDataContentType(), &body)
}

func TestCommentsAreImportedByAPIAndDrawn(t *testing.T) {
	data, err := io.ReadAll(shareddata.Open(t, "contests", "comments-01-Psy.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "psy", map[string]any{"prizes": []map[string]any{{"name": "Un disque", "winners": 3, "alternates": 3}}})
	path := "/api/v1/contests/psy/entries/import"
	how := url.Values{"exclude": {"CLASS=1"}, "per": {"comment"}}
	var report importAnswer
	staff.upload(path, string(data), how).wants(200).into(&report)
	if report.Rows != 350 || report.Accepted != 175 || len(report.Refused) != 175 || report.Refused[0].Row != 2 || report.Refused[0].Code != "row_filtered" {
		t.Errorf("%d rows, %d accepted, %d refused", report.Rows, report.Accepted, len(report.Refused))
	}
	staff.upload(path, string(data), how).wants(200).into(&report)
	if report.Accepted != 0 || report.Repeated != 175 {
		t.Errorf("the same file again: %+v", report)
	}
	staff.upload(path, string(data[:len(data)-30]), how).code(422, "import_file_cut")
	staff.upload(path, "", how).code(422, "import_file_empty")
	staff.upload(path, "a,b\n1,2\n", nil).wants(422).field("columns.author", "import_column_unknown")
	staff.upload(path, "author\nAwa\n", url.Values{"exclude": {"CLASS"}}).wants(422).field("exclude", "import_filter_invalid")
	staff.do(http.MethodPost, path, "application/json", strings.NewReader("{}")).wants(422).field("file", "file_missing")
	w.visitor().upload(path, string(data), how).code(401, "sign_in_required")
	w.staff("thes").upload(path, string(data), how).code(404, "contest_not_found")

	w.runContestJobs(townNoon.Add(time.Hour))
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	proved := verifyProof(t, w.visitor().get("/api/v1/contests/psy/proof.zip").wants(200).body)
	if proved.Entries != 175 || len(proved.Awards[0].Slots) != 3 || len(proved.Slots) != 6 {
		t.Errorf("%+v", proved)
	}
}

func TestHugeUploadIsRefusedBeforeItIsRead(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "lourd", nil)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.base+"/api/v1/contests/lourd/entries/import", io.LimitReader(zeros{}, 200<<20))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = staff.header.Clone()
	r.ContentLength = 200 << 20
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	resp, err := staff.http.Do(r)
	if err != nil { // the server may hang up while the client still sends
		t.Logf("refused while sending: %v", err)
	} else if _ = resp.Body.Close(); resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", resp.StatusCode)
	}
	staff.get("/api/v1/contests/lourd").wants(200).holds(`"entries":0`)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestProofFilesNameNobody(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "anonyme", 6, nil)
	body := w.visitor().get("/api/v1/contests/anonyme/proof.zip").wants(200).body
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("exemple.sn")) || bytes.Contains(content, []byte("Sharma")) {
			t.Errorf("%s names somebody", f.Name)
		}
	}
}
