package contests_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw/proof"
	"kermesse/internal/account"
)

// postComments are what people write under a post, in the columns of an export.
const postComments = "id,author,text,date\n" +
	"1,Awa,\"Pour @zoe et @noor #Fête\",2026-11-20T10:00:00Z\n" +
	"2,Bob,je joue,2026-11-20T10:01:00Z\n" +
	"3,Awa,encore @zoe @noor #fete,2026-11-20T10:02:00Z\n" +
	"4,Chloé,\"@awa, @bob #fete2026\",2026-11-20T10:03:00Z\n" +
	"5,Dina,@awa @bob #FETE,2026-11-22T10:00:00Z\n" +
	"6,Équipe,@awa @bob #fete,2026-11-20T10:05:00Z\n" +
	"7,,@awa @bob #fete,2026-11-20T10:06:00Z\n" +
	"8,Emi,@awa @emi #fete,2026-11-20T10:07:00Z\n" +
	"1,Awa,\"Pour @zoe et @noor #Fête\",2026-11-20T10:00:00Z\n" +
	"9,Fanta,@awa @bob #fete,avant-hier\n" +
	"10,Gil,\"(@awa,@bob) #fete!\",2026-11-20 10:08\n" +
	"11,trop,de,colonnes,ici\n"

func (h *house) addList(t testing.TB, content string) contests.NameList {
	t.Helper()
	l, err := h.AddNameList(t.Context(), h.manager(), "post.csv", strings.NewReader(content))
	must(t, err)
	return l
}

func (h *house) sift(t testing.TB, l contests.NameList, f contests.ListFilter, exclude string) contests.NameList {
	t.Helper()
	l, err := h.SiftNameList(t.Context(), h.manager(), l.ID, l.Version, f, strings.NewReader(exclude))
	must(t, err)
	return l
}

func listForm(slug string) contests.Form {
	return contests.Form{
		Slug: slug, Title: "Tirage du post", Source: contests.SourceTest,
		Prizes: []contests.Prize{{Name: "Un panier", Winners: 1, Alternates: 1}},
	}
}

func removals(r contests.ListReport) string {
	var all []string
	for _, removal := range r.Removed {
		all = append(all, fmt.Sprintf("%s %s %d", removal.Filter, removal.Value, removal.Rows))
	}
	return strings.Join(all, "; ")
}

func TestEachFilterSaysHowManyItRemoved(t *testing.T) {
	h := newHouse(t)
	l := h.addList(t, postComments)
	if l.Problem != nil || l.Report.Rows != 12 || l.Report.Refused != 2 || l.Report.Duplicates != 1 || l.Report.Entries != 8 {
		t.Fatalf("%v, %+v", l.Problem, l.Report)
	}
	l = h.sift(t, l, contests.ListFilter{
		Before: "2026-11-21T00:00", Contains: "#fête", Mentions: 2, OnePerAuthor: true,
		Drop: []contests.Condition{{Column: "text", Contains: true, Value: "spam"}},
	}, "équipe\n")
	want := "before 2026-11-20T20:00:00Z 2; contains #fête 2; mentions 2 1; column text~spam 0; excluded  1; one-per-author  1"
	if got := removals(l.Report); got != want {
		t.Errorf("removed %s\nwant    %s", got, want)
	}
	r := l.Report
	if r.Entries != 2 || r.Rows != r.Refused+r.Duplicates+r.Filtered()+r.Entries || l.Excluded != 1 {
		t.Errorf("the figures do not add up: %+v", r)
	}
	var out bytes.Buffer
	must(t, h.WriteLeftOut(t.Context(), h.manager(), l.ID, &out))
	for _, line := range []string{"\n5,Chloé,row_word_missing,", "\n6,Dina,row_too_late,", "\n11,Fanta,row_date_unreadable,", "\n9,Emi,row_mentions_missing,", "\n7,Équipe,row_excluded,", "\n8,,row_author_missing,"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not in\n%s", line, out.String())
		}
	}
}

func TestListIsFrozenDrawnAndProvedLikeAnyContest(t *testing.T) {
	h := newHouse(t)
	l := h.sift(t, h.addList(t, postComments), contests.ListFilter{Contains: "#fete", OnePerAuthor: true}, "")
	frozen, err := h.FreezeNameList(t.Context(), h.manager(), l.ID, l.Version, listForm("du-post"))
	must(t, err)
	if frozen.FrozenAt.IsZero() || frozen.Slug != "du-post" {
		t.Fatalf("not frozen: %+v", frozen)
	}
	c, rules, err := h.FindRules(t.Context(), "du-post")
	must(t, err)
	if !c.ClosesAt.Equal(noon) || c.Status(noon) != contests.Closed || c.DrawAt.Before(noon.Add(time.Second)) {
		t.Errorf("closes %s, drawn %s, %s", c.ClosesAt, c.DrawAt, c.Status(noon))
	}
	if n := h.count(t, "name_list_parts"); n != 0 {
		t.Errorf("%d parts of the file are still there", n)
	}
	var file struct {
		List struct {
			Rows, Refused, Duplicates, Entries int
			Removed                            []struct {
				Filter, Value string
				Rows          int
			}
			FileCommitment string `json:"file_commitment"`
		}
	}
	must(t, json.Unmarshal(rules.JSON, &file))
	if file.List.Rows != 12 || file.List.Entries != l.Report.Entries || file.List.Removed[0].Value != "#fete" || len(file.List.FileCommitment) != 64 {
		t.Errorf("the frozen rules say %+v", file.List)
	}
	for _, private := range []string{"Bob", "Fanta", "@noor", l.Hash.String()} {
		if strings.Contains(string(rules.JSON)+rules.Text.FR+rules.Text.EN, private) {
			t.Errorf("%q is in the public rules", private)
		}
	}
	_, err = h.Enter(t.Context(), "du-post", entryForm("awa@exemple.sn"))
	wantFault(t, err, contests.ErrListOnly)
	_, err = h.Import(t.Context(), h.manager(), "du-post", contests.Import{File: strings.NewReader(postComments)})
	wantFault(t, err, contests.ErrListOnly)

	if _, sealed, err := h.FindSeal(t.Context(), c); err != nil || !sealed {
		t.Errorf("whoever froze it does not see its fingerprint: %v", err)
	}
	h.runJobs(t, c.DrawAt)
	var packed bytes.Buffer
	must(t, h.WriteProof(t.Context(), "du-post", &packed))
	bundle, err := proof.OpenZip(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	must(t, err)
	report, err := proof.Verify(bundle, proof.Options{})
	must(t, err)
	if int(report.Entries) != l.Report.Entries {
		t.Errorf("%d entries in the proof, %d in the list", report.Entries, l.Report.Entries)
	}
}

func TestListOfNamesNeedsNoTitles(t *testing.T) {
	h := newHouse(t)
	l := h.addList(t, "\ufeffPriya Sharma\nZoé Martin\n=cmd|'x'!A1\nPriya Sharma\n")
	if l.Report.Rows != 4 || l.Report.Entries != 3 || removals(l.Report) != "one-per-author  1" || l.Report.Sample[0].Author != "Priya Sharma" {
		t.Errorf("%v %+v", l.Problem, l.Report)
	}
	// Somebody who stands there twice has two chances, where the brand says so.
	if l = h.sift(t, l, contests.ListFilter{}, ""); l.Report.Entries != 4 || l.Report.Duplicates != 0 {
		t.Errorf("%+v", l.Report)
	}
	var out bytes.Buffer
	l = h.sift(t, l, contests.ListFilter{}, "zoé martin\n=cmd|'x'!A1")
	must(t, h.WriteLeftOut(t.Context(), h.manager(), l.ID, &out))
	if l.Excluded != 2 || !strings.Contains(out.String(), ",'=cmd") {
		t.Errorf("%d excluded\n%s", l.Excluded, out.String())
	}
	whole := h.addList(t, "Prénom;Nom\nPriya;Sharma\nZoé;Sharma\n")
	if whole.Report.Entries != 2 || whole.Report.Sample[1].Author != "Zoé Sharma" {
		t.Errorf("%+v", whole.Report)
	}
}

func TestListWithoutAnAuthorIsKeptUntilItsColumnIsNamed(t *testing.T) {
	h := newHouse(t)
	l := h.addList(t, "qui;quoi\nAwa;bravo\nBob;encore\n")
	wantFields(t, l.Problem, "columns.author import_column_unknown")
	again, err := h.FindNameList(t.Context(), h.manager(), l.ID)
	must(t, err)
	if again.Problem == nil || strings.Join(again.Report.Header, " ") != "qui quoi" {
		t.Errorf("%+v", again)
	}
	_, err = h.FreezeNameList(t.Context(), h.manager(), l.ID, l.Version, listForm("qui"))
	wantFields(t, err, "columns.author import_column_unknown")
	_, err = h.SiftNameList(t.Context(), h.manager(), l.ID, l.Version, contests.ListFilter{Contains: "bravo", Columns: contests.ImportColumns{Author: "qui"}}, nil)
	wantFields(t, err, "columns.content import_column_unknown")
	l = h.sift(t, l, contests.ListFilter{Contains: "bravo", Columns: contests.ImportColumns{Author: "qui", Content: "quoi"}}, "")
	if l.Report.Entries != 1 || l.Report.Columns.Content != "quoi" {
		t.Errorf("%+v", l.Report)
	}
}

func TestFilesThatAreNoListAreRefusedAndNotKept(t *testing.T) {
	h := newHouse(t)
	for content, want := range map[string]error{
		"": contests.ErrFileEmpty, "author\n": contests.ErrFileEmpty, "PK\x03\x04....": contests.ErrFileNotCSV,
	} {
		_, err := h.AddNameList(t.Context(), h.manager(), "x", strings.NewReader(content))
		if err == nil || !strings.Contains(err.Error(), want.Error()) {
			t.Errorf("%q: %v", content, err)
		}
	}
	endless := io.LimitReader(strings.NewReader(strings.Repeat("Awa\n", (contests.MaxListBytes>>2)+1)), contests.MaxListBytes+1)
	_, err := h.AddNameList(t.Context(), h.manager(), "x", endless)
	wantFault(t, err, contests.ErrFileTooLarge)
	if n := h.count(t, "name_lists") + h.count(t, "name_list_parts"); n != 0 {
		t.Errorf("%d rows were kept", n)
	}
}

func TestOnlyWhatWasSeenIsFrozenAndOnlyOnce(t *testing.T) {
	h := newHouse(t)
	l := h.addList(t, postComments)
	seen := l.Version
	l = h.sift(t, l, contests.ListFilter{Contains: "#fete"}, "")
	_, err := h.FreezeNameList(t.Context(), h.manager(), l.ID, seen, listForm("vieux"))
	wantFault(t, err, contests.ErrListEdited)
	nobody := h.sift(t, l, contests.ListFilter{Contains: "absent"}, "")
	_, err = h.FreezeNameList(t.Context(), h.manager(), l.ID, nobody.Version, listForm("vide"))
	wantFault(t, err, contests.ErrListNobody)
	wrong := listForm("faux")
	wrong.Title, wrong.Prizes, wrong.Source, wrong.ClosesAt = "", nil, "dé", "2026-11-20T10:00"
	_, err = h.FreezeNameList(t.Context(), h.manager(), l.ID, nobody.Version, wrong)
	wantFault(t, err, contests.ErrListNobody)
	l = h.sift(t, nobody, contests.ListFilter{}, "")
	_, err = h.FreezeNameList(t.Context(), h.manager(), l.ID, l.Version, wrong)
	wantFields(t, err, "title required", "closes_at contest_closes_before_opening", "prizes prize_missing", "draw.source draw_source_invalid")
	won := 0
	for _, err := range together(4, func(i int) error {
		_, err := h.FreezeNameList(t.Context(), h.manager(), l.ID, l.Version, listForm(fmt.Sprintf("fois-%d", i)))
		return err
	}) {
		if err == nil {
			won++
		}
	}
	if n := h.count(t, "contests"); won != 1 || n != 1 {
		t.Errorf("frozen %d times, %d contests", won, n)
	}
	_, err = h.SiftNameList(t.Context(), h.manager(), l.ID, 0, contests.ListFilter{}, nil)
	wantFault(t, err, contests.ErrListFrozen)
	wantFault(t, h.DiscardNameList(t.Context(), h.manager(), l.ID), contests.ErrListFrozen)
}

func TestListBelongsToItsBrandAndToThoseWhoEdit(t *testing.T) {
	h := newHouse(t)
	l := h.addList(t, postComments)
	for role, want := range map[account.Role]bool{account.Owner: true, account.Manager: true, account.Moderator: false, account.Viewer: false, account.Witness: false, account.Till: false} {
		_, err := h.FindNameList(t.Context(), h.staff(role), l.ID)
		if (err == nil) != want {
			t.Errorf("%s: %v", role, err)
		}
		_, err = h.AddNameList(t.Context(), h.staff(role), "x", strings.NewReader("Awa\n"))
		if (err == nil) != want {
			t.Errorf("%s brings a list: %v", role, err)
		}
	}
	_, err := h.FindNameList(t.Context(), h.stranger(), l.ID)
	wantFault(t, err, contests.ErrListNotFound)
	_, err = h.FreezeNameList(t.Context(), h.stranger(), l.ID, l.Version, listForm("vol"))
	wantFault(t, err, contests.ErrListNotFound)
	must(t, h.DiscardNameList(t.Context(), h.manager(), l.ID))
	_, err = h.FindNameList(t.Context(), h.manager(), l.ID)
	wantFault(t, err, contests.ErrListNotFound)
}

func TestListsGoAfterAWeek(t *testing.T) {
	h := newHouse(t)
	h.addList(t, postComments)
	h.clock.Advance(6 * 24 * time.Hour)
	kept := h.addList(t, "Awa\nBob\n")
	h.clock.Advance(2 * 24 * time.Hour)
	must(t, h.PurgeNameLists(t.Context()))
	lists, err := h.NameLists(t.Context(), h.manager())
	must(t, err)
	if len(lists) != 1 || lists[0].ID != kept.ID || h.count(t, "name_list_parts") != 1 {
		t.Errorf("%d lists are left", len(lists))
	}
}

// TestLargeListIsFilledByTheJob: more entries than a person waits for are written in
// steps, and a step that a crash undid, or that another server does, is done once.
func TestLargeListIsFilledByTheJob(t *testing.T) {
	h := newHouse(t)
	var file strings.Builder
	file.WriteString("name\n")
	const people = 20_500
	for i := range people {
		fmt.Fprintf(&file, "Personne %d\n", i)
	}
	l := h.addList(t, file.String())
	form := listForm("foule")
	form.ClosesAt = noon.Add(2 * time.Hour).Format(time.RFC3339)
	l, err := h.FreezeNameList(t.Context(), h.manager(), l.ID, l.Version, form)
	must(t, err)
	if !l.FrozenAt.IsZero() || l.Slug != "foule" {
		t.Fatalf("a person waits for %d entries", people)
	}
	_, err = h.Publish(t.Context(), h.manager(), "foule", 0)
	wantFault(t, err, contests.ErrListOnly)
	form.OpensAt = noon.Format(time.RFC3339)
	_, err = h.Edit(t.Context(), h.manager(), "foule", 1, form)
	wantFault(t, err, contests.ErrFrozen)
	wantFault(t, h.Discard(t.Context(), h.manager(), "foule"), contests.ErrFrozen)
	options := h.options
	const bytesPerEntry = 32 + 12 // a secret, and the nonce under which it is sealed
	options.Random = io.LimitReader(rand.Reader, 7000*bytesPerEntry)
	if err := contests.New(options).FreezeDue(t.Context()); err == nil {
		t.Fatal("a server without random bytes filled the list")
	}
	if n := h.count(t, "entries"); n != 6000 {
		t.Fatalf("%d entries after three batches", n)
	}
	for _, err := range together(3, func(int) error { return h.FreezeDue(t.Context()) }) {
		must(t, err)
	}
	must(t, h.FreezeDue(t.Context()))
	c, err := h.Find(t.Context(), "foule")
	must(t, err)
	if n := h.count(t, "entries"); n != people || !c.ClosesAt.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("%d entries, closes %s", n, c.ClosesAt)
	}
}

// TestDrawingFromOneListAgainIsPublic: whoever draws from a list until the result suits them
// cannot hide it, neither by a file in another order nor by other filters.
func TestDrawingFromOneListAgainIsPublic(t *testing.T) {
	h := newHouse(t)
	const names = "Priya Sharma\nZoé Martin\nAwa Diop\n"
	type listTerms struct {
		List struct {
			File   string   `json:"file_commitment"`
			People string   `json:"people_commitment"`
			Before []string `json:"drawn_before"`
		}
	}
	freeze := func(slug, content string) (contests.NameList, listTerms, contests.Rules) {
		t.Helper()
		l := h.addList(t, content)
		_, err := h.FreezeNameList(t.Context(), h.manager(), l.ID, l.Version, listForm(slug))
		must(t, err)
		_, rules, err := h.FindRules(t.Context(), slug)
		must(t, err)
		var terms listTerms
		must(t, json.Unmarshal(rules.JSON, &terms))
		return l, terms, rules
	}
	_, first, _ := freeze("premier", names)
	if len(first.List.Before) != 0 || len(first.List.People) != 64 {
		t.Errorf("%+v", first)
	}
	again, second, rules := freeze("second", names)
	if len(again.Twins) != 1 || again.Twins[0].Slug != "premier" || second.List.Before[0] != string(again.Twins[0].ID) {
		t.Errorf("twins %+v, rules %+v", again.Twins, second)
	}
	if second.List.File != first.List.File || second.List.People != first.List.People {
		t.Error("the same file has two commitments")
	}
	if !strings.Contains(rules.Text.FR, "déjà servi") || !strings.Contains(rules.Text.EN, "drawn from before") {
		t.Errorf("the rules do not say so:\n%s", rules.Text.EN)
	}
	_, shuffled, _ := freeze("troisieme", "awa DIOP\nPriya Sharma\nZoé Martin\n")
	if shuffled.List.People != first.List.People || shuffled.List.File == first.List.File || len(shuffled.List.Before) != 2 {
		t.Errorf("in another order: %+v", shuffled)
	}
	_, other, _ := freeze("autre", names+"Somebody Else\n")
	if other.List.People == first.List.People || other.List.File == first.List.File || len(other.List.Before) != 0 {
		t.Errorf("another list: %+v", other)
	}
	// The first one's page leads to those that came after it.
	if d := h.findDraw(t, "premier"); len(d.Twins) != 2 || d.Twins[0].Slug != "second" {
		t.Errorf("twins %+v", d.Twins)
	}
	// Another brand's list is nobody's business here.
	theirs, err := h.AddNameList(t.Context(), h.stranger(), "x.csv", strings.NewReader(names))
	must(t, err)
	if len(theirs.Twins) != 0 {
		t.Errorf("%+v", theirs.Twins)
	}
}
