package contests_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/photos"
	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// photoForm is a photo contest of an hour: a draw among the two best, by votes alone.
func photoForm(slug string) contests.Form {
	f := form(slug)
	f.Prizes = []contests.Prize{{Name: "Un an de glaces", Winners: 1, Alternates: 1}}
	f.Entry.Photos = &photos.Rules{Top: 2}
	return f
}

// shot is a photo of one colour.
func shot(t testing.TB, shade uint8) []byte {
	t.Helper()
	view := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range view.Pix {
		view.Pix[i] = shade
	}
	view.Set(0, 0, color.White)
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, view, nil))
	return out.Bytes()
}

func (h *house) pictureOf(t testing.TB, shade uint8) *picture.Picture {
	t.Helper()
	p, err := h.Photos().Read(t.Context(), bytes.NewReader(shot(t, shade)))
	must(t, err)
	return &p
}

func photoOf(p *picture.Picture) photos.Form {
	return photos.Form{Picture: p, Alt: "Un cornet au soleil", Rights: photos.Tick{Given: true, Text: "Je suis l’auteur."}, Age: photos.AgeAdult}
}

// sendPhoto enters somebody with a photo and returns its id and the key of their receipt.
func (h *house) sendPhoto(t testing.TB, slug, email string, shade uint8) (photos.ID, string) {
	t.Helper()
	f := entryForm(email)
	f.Photo = photoOf(h.pictureOf(t, shade))
	h.clock.Advance(time.Millisecond)
	in, err := h.Enter(t.Context(), slug, f)
	must(t, err)
	return h.ownPhoto(t, slug, in)
}

func (h *house) ownPhoto(t testing.TB, slug string, in contests.Entered) (photos.ID, string) {
	t.Helper()
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	own, err := h.Photos().FindOwn(t.Context(), slug, r.Key)
	must(t, err)
	return own.ID, r.Key
}

func (h *house) publish(t testing.TB, slug string, ids ...photos.ID) {
	t.Helper()
	for _, id := range ids {
		must(t, h.Photos().Decide(t.Context(), h.manager(), slug, id, true, ""))
	}
}

// vote votes in the name of an address that it proves, and returns who that is.
func (h *house) vote(t testing.TB, slug string, id photos.ID, email string) (photos.Vote, error) {
	t.Helper()
	if _, err := h.Photos().Vote(t.Context(), slug, id, photos.Ballot{Email: email, Locale: "fr"}); err != nil {
		return photos.Vote{}, err
	}
	return h.Photos().ConfirmVote(t.Context(), slug, h.token(t, email))
}

func (h *house) votesOf(t testing.TB, slug string, id photos.ID) int {
	t.Helper()
	_, p, err := h.Photos().FindPhoto(t.Context(), slug, id)
	must(t, err)
	return p.Votes
}

func (h *house) gallery(t testing.TB, slug string) []photos.ID {
	t.Helper()
	g, err := h.Photos().Gallery(t.Context(), slug, "", "v", 1)
	must(t, err)
	var ids []photos.ID
	for _, p := range g.Photos {
		ids = append(ids, p.ID)
	}
	return ids
}

// TestPhotosFromSendingToTheDraw: the thin path, from the photo to a draw among the best.
func TestPhotosFromSendingToTheDraw(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, photoForm("photos"))
	var ids []photos.ID
	for i := range 4 {
		id, _ := h.sendPhoto(t, "photos", fmt.Sprintf("auteur%d@exemple.sn", i), uint8(40*i))
		ids = append(ids, id)
	}
	if shown := h.gallery(t, "photos"); len(shown) != 0 {
		t.Fatalf("%v is public before anybody looked at it", shown)
	}
	if _, err := h.Photos().FindFile(t.Context(), "photos", ids[0], 720); !errors.Is(err, photos.ErrNotFound) {
		t.Fatalf("a file is public: %v", err)
	}
	_, err := h.vote(t, "photos", ids[0], "early@exemple.sn")
	wantFault(t, err, photos.ErrNotFound)
	q, err := h.Photos().NextToReview(t.Context(), h.manager(), "photos", "")
	must(t, err)
	if q.Next == nil || q.Next.ID != ids[0] || q.Counts[photos.Waiting] != 4 {
		t.Fatalf("the queue is %+v", q)
	}
	h.publish(t, "photos", ids[0], ids[1], ids[2]) // the fourth stays in the queue
	if mails := h.mails(t, "auteur0@exemple.sn", "photo-published"); len(mails) != 1 || !strings.Contains(mails[0].Text, "/fr/c/photos/photos/"+string(ids[0])) {
		t.Errorf("its author was not told: %v", mails)
	}
	for i, votes := range []int{1, 3, 2} {
		for n := range votes {
			v, err := h.vote(t, "photos", ids[i], fmt.Sprintf("voter%d-%d@exemple.sn", i, n))
			must(t, err)
			if v.State != photos.VoteCounted {
				t.Fatalf("%+v", v)
			}
		}
	}
	if _, err := h.Photos().FindRanking(t.Context(), "photos"); !errors.Is(err, photos.ErrNotRanked) {
		t.Errorf("a ranking before closing: %v", err)
	}
	h.runJobs(t, c.ClosesAt)
	r, err := h.Photos().FindRanking(t.Context(), "photos")
	must(t, err)
	if len(r.Places) != 3 || r.Places[0].ID != string(ids[1]) || r.Places[1].ID != string(ids[2]) {
		t.Fatalf("%s", r.File)
	}
	h.runJobs(t, c.DrawAt)
	d, err := h.InspectDraw(t.Context(), h.manager(), "photos")
	must(t, err)
	if d.Seal.Entries != 2 || len(d.Slots) != 2 || !slices.ContainsFunc(d.Slots, contests.Slot.Holds) {
		t.Fatalf("drawn among %d: %+v", d.Seal.Entries, d.Slots)
	}
	excluded := 0
	for _, record := range d.Records {
		if record.Event.Reason == string(contests.ReasonBelowTop) {
			excluded++
		}
	}
	if excluded != 2 || len(h.gallery(t, "photos")) != 3 {
		t.Errorf("%d entries left the list on record, %d photos are in the gallery", excluded, len(h.gallery(t, "photos")))
	}
	_, err = h.vote(t, "photos", ids[0], "late@exemple.sn")
	wantFault(t, err, photos.ErrVotesClosed)
}

// TestPhotosArePurgedByClass: pictures go with their entries, voters with those who lost; what was
// ranked stays.
func TestPhotosArePurgedByClass(t *testing.T) {
	h := newHouse(t)
	f := photoForm("photos")
	f.Entry.Photos.Top = 1
	c := h.open(t, f)
	best, _ := h.sendPhoto(t, "photos", "awa@exemple.sn", 10)
	other, _ := h.sendPhoto(t, "photos", "bintou@exemple.sn", 20)
	h.publish(t, "photos", best, other)
	_, err := h.vote(t, "photos", best, "fan@exemple.sn")
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	must(t, h.PurgeDue(t.Context()))
	kept := c.Law.Kept(c.ClaimDays)
	h.clock.Set(c.DrawAt.AddDate(0, 0, kept.LosersDays).Add(-time.Hour))
	must(t, h.PurgeDue(t.Context()))
	if len(h.gallery(t, "photos")) != 2 {
		t.Error("a photo went before its day")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, kept.LosersDays).Add(time.Hour))
	must(t, h.PurgeDue(t.Context()))
	if shown := h.gallery(t, "photos"); !slices.Equal(shown, []photos.ID{best}) || h.count(t, "photo_files WHERE owner = ?", string(other)) != 0 {
		t.Errorf("after the day of those who lost: %v", shown)
	}
	if h.count(t, "photo_votes WHERE voter NOT LIKE 'erased:%'") != 0 || h.count(t, "photo_votes WHERE state = 'counted'") != 1 {
		t.Error("a voter is kept, or their vote is not")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, kept.WinnersDays).Add(time.Hour))
	must(t, h.PurgeDue(t.Context()))
	if len(h.gallery(t, "photos")) != 0 || h.count(t, "photo_files") != 0 {
		t.Error("the winner’s picture is kept")
	}
	r, err := h.Photos().FindRanking(t.Context(), "photos")
	must(t, err)
	if len(r.Places) != 2 || r.Places[0].ID != string(best) || r.Places[0].Shown.ID != "" {
		t.Errorf("the ranking is %+v", r.Places)
	}
}

// TestTheBestWinWithoutADraw: prizes by the ranking, alternates after it, a prize that is not
// answered goes to who comes next.
func TestTheBestWinWithoutADraw(t *testing.T) {
	h := newHouse(t)
	f := photoForm("podium")
	f.Entry.Photos = &photos.Rules{Award: photos.AwardBest, JuryPercent: 100, Criteria: []string{"Lumière", "Idée"}}
	f.Prizes = []contests.Prize{{Name: "Or", Winners: 1, Alternates: 1}, {Name: "Argent", Winners: 1, Alternates: 1}}
	c := h.open(t, f)
	ids := make([]photos.ID, 4)
	for i := range ids {
		ids[i], _ = h.sendPhoto(t, "podium", fmt.Sprintf("auteur%d@exemple.sn", i), uint8(40*i))
	}
	h.publish(t, "podium", ids...)
	_, err := h.vote(t, "podium", ids[0], "public@exemple.sn")
	wantFault(t, err, photos.ErrVotesClosed)
	key, err := h.Photos().Invite(t.Context(), h.manager(), "podium", "Mme Ramdin", "jury@exemple.sn", "fr")
	must(t, err)
	if mails := h.mails(t, "jury@exemple.sn", "photo-juror"); len(mails) != 1 || !strings.Contains(mails[0].Text, "/fr/c/podium/jury/"+key) {
		t.Errorf("the juror was not written to: %v", mails)
	}
	sitting, err := h.Photos().Sit(t.Context(), "podium", key, 1)
	must(t, err)
	for _, p := range sitting.Photos {
		if p.Author != "" || p.Fan != "" || p.Entry != "" {
			t.Fatalf("a juror sees whose photo it is: %+v", p)
		}
	}
	for i, marks := range []photos.Marks{{2, 2}, {10, 9}, {8, 8}, {9, 0}} { // of the last one mark is missing
		must(t, h.Photos().Mark(t.Context(), "podium", key, map[photos.ID]photos.Marks{ids[i]: marks}))
	}
	wantFault(t, h.Photos().Mark(t.Context(), "podium", key, map[photos.ID]photos.Marks{ids[0]: {11}}), fault.Invalids(photos.ErrMark.At("marks")))
	wantFault(t, h.Photos().Mark(t.Context(), "podium", "guessed", map[photos.ID]photos.Marks{ids[0]: {1}}), photos.ErrJuror)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	d, err := h.InspectDraw(t.Context(), h.manager(), "podium")
	must(t, err)
	if d.Contest.Status(h.clock.Now()) != contests.Drawn || len(d.Slots) != 4 || d.Seal.Entries != 4 {
		t.Fatalf("%s, %+v", d.Contest.Status(h.clock.Now()), d.Slots)
	}
	number := func(id photos.ID) string {
		_, r, err := h.Photos().Inspect(t.Context(), h.manager(), "podium", id)
		must(t, err)
		return r.Number
	}
	if d.Slots[0].Number != number(ids[1]) || d.Slots[1].Number != number(ids[2]) || d.Slots[0].State != contests.SlotWinner || d.Slots[2].State != contests.SlotAlternate {
		t.Fatalf("%+v", d.Slots)
	}
	if len(h.mails(t, "auteur1@exemple.sn", "prize-won")) != 1 {
		t.Error("the best was not told")
	}
	h.runJobs(t, c.DrawAt.Add(time.Hour)) // nothing more happens
	must(t, h.Disqualify(t.Context(), h.manager(), "podium", contests.Place{Prize: 0, Slot: 0}, contests.ReasonNoAnswer))
	if len(h.mails(t, "auteur0@exemple.sn", "prize-won")) != 1 {
		t.Error("who comes next was not told")
	}
	_, err = h.Restart(t.Context(), h.manager(), "podium", time.Time{})
	wantFault(t, err, contests.ErrNoDraw)
}

func TestVotesAreOneEachAndNeverOnesOwn(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	first, _ := h.sendPhoto(t, "photos", "awa@exemple.sn", 10)
	second, _ := h.sendPhoto(t, "photos", "bintou@exemple.sn", 20)
	h.publish(t, "photos", first, second)
	// Another spelling of the same mailbox: the code goes to the address that is known.
	_, err := h.Photos().Vote(t.Context(), "photos", first, photos.Ballot{Email: "awa+autre@exemple.sn", Locale: "fr"})
	must(t, err)
	_, err = h.Photos().ConfirmVote(t.Context(), "photos", h.token(t, "awa@exemple.sn"))
	wantFault(t, err, photos.ErrOwnPhoto)
	v, err := h.vote(t, "photos", first, "fan@exemple.sn")
	must(t, err)
	if again, err := h.Photos().ConfirmVote(t.Context(), "photos", h.token(t, "fan@exemple.sn")); err == nil && again.State != photos.VoteCounted {
		t.Errorf("the link again: %+v, %v", again, err)
	}
	as := func(id photos.ID) error {
		_, err := h.Photos().Vote(t.Context(), "photos", id, photos.Ballot{As: v.Voter})
		return err
	}
	wantFault(t, as(first), photos.ErrVoted)
	wantFault(t, as(second), photos.ErrVotesUsed)
	must(t, h.Photos().TakeBack(t.Context(), "photos", first, v.Voter))
	wantFault(t, h.Photos().TakeBack(t.Context(), "photos", first, v.Voter), photos.ErrNoVote)
	// Twenty tabs, two photos, one vote.
	errs := together(20, func(i int) error { return as([]photos.ID{first, second}[i%2]) })
	given := 0
	for _, err := range errs {
		if err == nil {
			given++
		} else if !errors.Is(err, photos.ErrVoted) && !errors.Is(err, photos.ErrVotesUsed) {
			t.Error(err)
		}
	}
	if given != 1 || h.votesOf(t, "photos", first)+h.votesOf(t, "photos", second) != 1 {
		t.Errorf("%d votes were given", given)
	}
	pass := h.Photos().Pass(photos.Contest{ID: "another"}, v.Voter)
	c, err := h.Photos().Find(t.Context(), "photos")
	must(t, err)
	for name, forged := range map[string]string{"of another contest": pass, "made up": string(v.Voter) + ".AAAA", "empty": ""} {
		if who, err := h.Photos().VoterOf(t.Context(), c, forged); who != "" || err != nil {
			t.Errorf("a pass %s is %s, %v", name, who, err)
		}
	}
	if who, _ := h.Photos().VoterOf(t.Context(), c, h.Photos().Pass(c, v.Voter)); who != v.Voter {
		t.Error("a pass of ours is not known")
	}
}

func TestVotesComeBackEachDay(t *testing.T) {
	h := newHouse(t)
	f := photoForm("photos")
	f.ClosesAt = noon.Add(72 * time.Hour).Format(time.RFC3339)
	f.Entry.Photos = &photos.Rules{Top: 2, Votes: photos.PerDay, PerPeriod: 2, Hidden: true}
	h.open(t, f)
	var ids []photos.ID
	for i := range 3 {
		id, _ := h.sendPhoto(t, "photos", fmt.Sprintf("auteur%d@exemple.sn", i), uint8(40*i))
		ids = append(ids, id)
	}
	h.publish(t, "photos", ids...)
	v, err := h.vote(t, "photos", ids[0], "fan@exemple.sn")
	must(t, err)
	as := func(id photos.ID) error {
		_, err := h.Photos().Vote(t.Context(), "photos", id, photos.Ballot{As: v.Voter})
		return err
	}
	must(t, as(ids[1]))
	wantFault(t, as(ids[2]), photos.ErrVotesUsed)
	h.clock.Set(noon.Add(20 * time.Hour)) // the next day in Mauritius
	must(t, as(ids[0]))
	if n := h.votesOf(t, "photos", ids[0]); n != 0 {
		t.Errorf("%d votes are told before closing", n)
	}
	r, err := h.Photos().Preview(t.Context(), h.manager(), "photos")
	must(t, err)
	if r.Places[0].ID != string(ids[0]) || r.Places[0].Votes != 2 {
		t.Errorf("staff see %+v", r.Places[0])
	}
}

func TestDoubtfulVotesAreSetAside(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	id, _ := h.sendPhoto(t, "photos", "awa@exemple.sn", 10)
	h.publish(t, "photos", id)
	v, err := h.vote(t, "photos", id, "bot@mailinator.com")
	must(t, err)
	if v.State != photos.VoteAside || h.votesOf(t, "photos", id) != 0 {
		t.Errorf("%+v counts", v)
	}
	_, aside, err := h.Photos().ListAside(t.Context(), h.manager(), "photos")
	must(t, err)
	if len(aside) != 1 || aside[0].Why != photos.WhyDisposable || aside[0].Votes != 1 {
		t.Fatalf("%+v", aside)
	}
	_, _, err = h.Photos().ListAside(t.Context(), h.stranger(), "photos")
	wantFault(t, err, photos.ErrNoPhotos)
	must(t, h.Photos().SettleAside(t.Context(), h.manager(), "photos", id, photos.WhyDisposable, true))
	wantFault(t, h.Photos().SettleAside(t.Context(), h.manager(), "photos", id, photos.WhyDisposable, true), photos.ErrNoVote)
	if n := h.votesOf(t, "photos", id); n != 1 {
		t.Errorf("%d votes once released", n)
	}
}

var agreeLink = regexp.MustCompile(`/photos/agree/(\S+)`)

func TestPhotoOfAMinorWaitsForTheParent(t *testing.T) {
	h := newHouse(t)
	f := photoForm("photos")
	f.Entry.Confirm = true
	f.Entry.Photos.Minors = true
	h.open(t, f)
	entry := entryForm("enfant@exemple.sn")
	entry.Photo = photoOf(h.pictureOf(t, 50))
	entry.Photo.Age = photos.AgeMinor
	entry.Photo.Parent = photos.Parent{Name: "", Email: "enfant@exemple.sn"}
	_, err := h.Enter(t.Context(), "photos", entry)
	wantFields(t, err, "photo.parent_name photo_parent_name", "photo.parent_email photo_parent_same")
	entry.Photo.Parent = photos.Parent{Name: "Mariam Diop", Email: "maman@exemple.sn"}
	_, err = h.Enter(t.Context(), "photos", entry)
	must(t, err)
	if len(h.mails(t, "maman@exemple.sn", "photo-parent")) != 0 {
		t.Fatal("a parent is written to before the entry is confirmed")
	}
	in, err := h.Confirm(t.Context(), "photos", h.token(t, "enfant@exemple.sn"))
	must(t, err)
	id, key := h.ownPhoto(t, "photos", in)
	mails := h.mails(t, "maman@exemple.sn", "photo-parent")
	if len(mails) != 1 {
		t.Fatalf("%d mails to the parent", len(mails))
	}
	link := agreeLink.FindStringSubmatch(mails[0].Text)[1]
	wantFault(t, h.Photos().Decide(t.Context(), h.manager(), "photos", id, true, ""), photos.ErrDecided)
	if q, err := h.Photos().NextToReview(t.Context(), h.manager(), "photos", ""); err != nil || q.Next != nil {
		t.Fatalf("staff look at it before the parent agreed: %+v, %v", q.Next, err)
	}
	_, err = h.Photos().FindAsked(t.Context(), "photos", string(id)+".AAAAAAAAAAAAAAAA")
	wantFault(t, err, photos.ErrParentLink)
	wantFault(t, h.Photos().Agree(t.Context(), "photos", link, true, false, "fr"), fault.Invalids(photos.ErrParentTick.At("agree")))
	must(t, h.Photos().Agree(t.Context(), "photos", link, true, true, "fr"))
	wantFault(t, h.Photos().Agree(t.Context(), "photos", link, false, false, "fr"), photos.ErrParentAnswered)
	h.publish(t, "photos", id)
	if h.count(t, "photos WHERE parent_text LIKE '%Mariam Diop%' AND parent_at > 0") != 1 {
		t.Error("what the parent agreed to is not kept")
	}
	if h.count(t, "photos WHERE parent_sealed LIKE '%Mariam%' OR parent_sealed LIKE '%maman@%'") != 0 {
		t.Error("the parent's address lies open")
	}
	// An adult-only contest, and one who says nothing.
	grown := photoForm("grown")
	h.open(t, grown)
	_, err = h.Enter(t.Context(), "grown", entry)
	wantFields(t, err, "photo.age photo_adults_only")
	entry.Photo.Age = ""
	_, err = h.Enter(t.Context(), "grown", entry)
	wantFields(t, err, "photo.age photo_age_missing")
	must(t, h.Photos().Withdraw(t.Context(), "photos", key))
	_, err = h.Photos().FindAsked(t.Context(), "photos", link)
	wantFault(t, err, photos.ErrParentLink)
}

func TestParentRefuses(t *testing.T) {
	h := newHouse(t)
	f := photoForm("photos")
	f.Entry.Photos.Minors = true
	h.open(t, f)
	entry := entryForm("enfant@exemple.sn")
	entry.Photo = photoOf(h.pictureOf(t, 50))
	entry.Photo.Age, entry.Photo.Parent = photos.AgeMinor, photos.Parent{Name: "Mariam", Email: "maman@exemple.sn"}
	in, err := h.Enter(t.Context(), "photos", entry)
	must(t, err)
	link := agreeLink.FindStringSubmatch(h.mails(t, "maman@exemple.sn", "photo-parent")[0].Text)[1]
	must(t, h.Photos().Agree(t.Context(), "photos", link, false, false, "fr"))
	id, _ := h.ownPhoto(t, "photos", in)
	if h.count(t, "photo_files WHERE owner = ?", string(id)) != 0 {
		t.Error("the picture is kept")
	}
	wantFault(t, h.Photos().Undo(t.Context(), h.manager(), "photos", id), photos.ErrDecided)
}

// TestUploadOverABadNetwork: parts, wrong offsets, two tabs, and what is no picture.
func TestUploadOverABadNetwork(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	ctx, file := t.Context(), noisy(t)
	begin := func(size int, kind string) (photos.Upload, error) {
		return h.Photos().BeginUpload(ctx, "photos", int64(size), kind, "192.0.2.0")
	}
	for name, wrong := range map[string]func() error{
		"nothing": func() error { _, err := begin(0, "image/jpeg"); return err },
		"heavy":   func() error { _, err := begin(picture.MaxBytes+1, "image/jpeg"); return err },
		"a text":  func() error { _, err := begin(10, "text/html"); return err },
	} {
		if fault.KindOf(wrong()) != fault.Invalid {
			t.Errorf("%s: %v", name, wrong())
		}
	}
	u, err := begin(len(file), "image/png")
	must(t, err)
	half := file[:100_000]
	u, err = h.Photos().AppendUpload(ctx, "photos", u.Token, 0, half)
	must(t, err)
	for _, offset := range []int64{0, 99_999, 100_001, -1, 1 << 40} {
		_, err := h.Photos().AppendUpload(ctx, "photos", u.Token, offset, file[:10])
		wantFault(t, err, photos.ErrUploadOffset)
	}
	_, err = h.Photos().AppendUpload(ctx, "photos", u.Token, 100_000, make([]byte, len(file)))
	if err == nil {
		t.Error("more than was announced is taken")
	}
	entry := entryForm("awa@exemple.sn")
	entry.Photo = photoOf(nil)
	entry.Photo.Upload = u.Token
	_, err = h.Enter(ctx, "photos", entry)
	wantFields(t, err, "photo upload_unfinished")
	// Two tabs resume at the same place: one part is kept.
	errs := together(8, func(int) error {
		_, err := h.Photos().AppendUpload(context.WithoutCancel(ctx), "photos", u.Token, 100_000, file[100_000:min(len(file), 100_000+photos.MaxPart)])
		return err
	})
	if n := len(slices.DeleteFunc(errs, func(err error) bool { return err != nil })); n != 1 {
		t.Errorf("%d of the same parts were kept", n)
	}
	for u, err = h.Photos().FindUpload(ctx, "photos", u.Token); err == nil && u.Offset < u.Bytes; {
		u, err = h.Photos().AppendUpload(ctx, "photos", u.Token, u.Offset, file[u.Offset:min(int64(len(file)), u.Offset+photos.MaxPart)])
	}
	must(t, err)
	if !u.Ready || h.count(t, "photo_upload_parts") != 0 {
		t.Errorf("%+v, and the file itself is still there", u)
	}
	// Two tabs send the form with the same upload.
	other := entryForm("bintou@exemple.sn")
	other.Photo = entry.Photo
	_, err = h.Enter(ctx, "photos", entry)
	must(t, err)
	_, err = h.Enter(ctx, "photos", other)
	if k := fault.KindOf(err); k != fault.Gone && k != fault.Invalid {
		t.Errorf("the same upload twice: %v", err)
	}
	if h.count(t, "entries WHERE holder LIKE 'fan:%'") != 1 {
		t.Error("an entry without a photo is kept")
	}
	// What is no picture is gone with the last part.
	junk := []byte(strings.Repeat("<svg onload=alert(1)>", 50))
	u, err = begin(len(junk), "image/jpeg")
	must(t, err)
	_, err = h.Photos().AppendUpload(ctx, "photos", u.Token, 0, junk)
	wantFault(t, err, picture.ErrUnreadable)
	_, err = h.Photos().FindUpload(ctx, "photos", u.Token)
	wantFault(t, err, photos.ErrUploadGone)
	// What nobody finishes is purged.
	u, err = begin(100, "image/jpeg")
	must(t, err)
	h.clock.Advance(25 * time.Hour)
	must(t, h.Photos().PurgeUploads(ctx))
	if n := h.count(t, "photo_uploads WHERE state <> 'used'"); n != 0 {
		t.Errorf("%d unfinished uploads are kept", n)
	}
}

// noisy is a PNG of a few hundred kilobytes.
func noisy(t testing.TB) []byte {
	t.Helper()
	view := image.NewRGBA(image.Rect(0, 0, 420, 300))
	seed := uint32(1)
	for i := range view.Pix {
		seed = seed*1664525 + 1013904223
		view.Pix[i] = uint8(seed >> 24)
	}
	var out bytes.Buffer
	must(t, png.Encode(&out, view))
	return out.Bytes()
}

// TestErasedFanLeavesNoPhoto: nor do their votes count in a contest that is open.
func TestErasedFanLeavesNoPhoto(t *testing.T) {
	h := newHouse(t)
	h.fans.Register("photo votes", h.Photos())
	h.open(t, photoForm("photos"))
	id, key := h.sendPhoto(t, "photos", "awa@exemple.sn", 10)
	other, _ := h.sendPhoto(t, "photos", "bintou@exemple.sn", 20)
	h.publish(t, "photos", id, other)
	_, err := h.vote(t, "photos", other, "awa@exemple.sn")
	must(t, err)
	_, err = h.vote(t, "photos", id, "fan@exemple.sn")
	must(t, err)
	contact, err := fan.ParseContact("awa@exemple.sn", "", "")
	must(t, err)
	f, err := h.fans.LookUp(t.Context(), h.brand.ID, contact)
	must(t, err)
	file, err := h.fans.Export(t.Context(), h.brand.ID, f.ID)
	must(t, err)
	for _, want := range []string{"Un cornet au soleil", string(id), string(other)} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the export lacks %s", want)
		}
	}
	must(t, h.fans.Forget(t.Context(), f))
	if shown := h.gallery(t, "photos"); !slices.Equal(shown, []photos.ID{other}) {
		t.Errorf("the gallery shows %v", shown)
	}
	_, err = h.Photos().FindFile(t.Context(), "photos", id, 720)
	wantFault(t, err, photos.ErrNotFound)
	_, err = h.Photos().FindOwn(t.Context(), "photos", key)
	if err == nil {
		t.Error("the receipt still leads to it")
	}
	if h.count(t, "photo_files WHERE owner = ?", string(id)) != 0 || h.count(t, "photos WHERE id = ? AND (fan_id <> '' OR alt <> '' OR author <> '')", string(id)) != 0 {
		t.Error("something is left of it")
	}
	if n := h.votesOf(t, "photos", other); n != 0 {
		t.Errorf("%d votes of somebody who is gone", n)
	}
}

func TestPhotoIsRefusedAndAnotherSent(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	id, key := h.sendPhoto(t, "photos", "awa@exemple.sn", 10)
	wantFault(t, h.Photos().Decide(t.Context(), h.manager(), "photos", id, false, "ugly"), fault.Invalids(photos.ErrReason.At("reason")))
	wantFault(t, h.Photos().Decide(t.Context(), h.stranger(), "photos", id, true, ""), photos.ErrNoPhotos)
	if err := h.Photos().Decide(t.Context(), h.staff(account.Viewer), "photos", id, true, ""); err == nil {
		t.Error("a viewer publishes")
	}
	wantFault(t, h.Photos().Send(t.Context(), "photos", key, photoOf(h.pictureOf(t, 30))), photos.ErrSent)
	must(t, h.Photos().Decide(t.Context(), h.manager(), "photos", id, false, photos.OffTopic))
	if mails := h.mails(t, "awa@exemple.sn", "photo-refused"); len(mails) != 1 || !strings.Contains(mails[0].Text, "thème") {
		t.Errorf("%v", mails)
	}
	must(t, h.Photos().Send(t.Context(), "photos", key, photoOf(h.pictureOf(t, 30))))
	own, err := h.Photos().FindOwn(t.Context(), "photos", key)
	must(t, err)
	if own.State != photos.Waiting || own.ID == id {
		t.Errorf("%+v", own)
	}
	h.publish(t, "photos", own.ID)
	_, err = h.vote(t, "photos", own.ID, "fan@exemple.sn")
	must(t, err)
	must(t, h.Photos().Withdraw(t.Context(), "photos", key))
	if len(h.gallery(t, "photos")) != 0 || h.count(t, "photo_votes WHERE state = 'counted'") != 0 {
		t.Error("a photo that was withdrawn is shown, or its votes count")
	}
}

func TestGalleryOrder(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	var ids []photos.ID
	picture := h.pictureOf(t, 10)
	for i := range 30 {
		f := entryForm(fmt.Sprintf("auteur%d@exemple.sn", i))
		f.Photo = photoOf(picture)
		in, err := h.Enter(t.Context(), "photos", f)
		must(t, err)
		id, _ := h.ownPhoto(t, "photos", in)
		ids = append(ids, id)
	}
	h.publish(t, "photos", ids...)
	page := func(order, visitor string, n int) photos.Gallery {
		g, err := h.Photos().Gallery(t.Context(), "photos", order, visitor, n)
		must(t, err)
		return g
	}
	first := page("", "awa", 1)
	h.clock.Advance(2 * time.Minute)
	again := page("", "awa", 1)
	second := page(first.Order, "", 2)
	seen := map[photos.ID]bool{}
	for _, p := range append(first.Photos, second.Photos...) {
		seen[p.ID] = true
	}
	if len(seen) != 30 || first.Pages != 2 || again.Photos[0].ID != first.Photos[0].ID {
		t.Errorf("%d photos on two pages of %d", len(seen), first.Pages)
	}
	tops := map[photos.ID]bool{}
	for i := range 20 {
		tops[page("", fmt.Sprint("visitor ", i), 1).Photos[0].ID] = true
	}
	if len(tops) < 8 {
		t.Errorf("twenty visitors see %d photos on top", len(tops))
	}
	if beyond := page(first.Order, "", 99); beyond.Page != 2 {
		t.Errorf("page 99 is %d", beyond.Page)
	}
}

func TestPhotoRules(t *testing.T) {
	h := newHouse(t)
	f := photoForm("photos")
	f.Prizes[0].Winners = 5
	f.Entry.Photos = &photos.Rules{Award: "other", Top: 2, JuryPercent: 120, UploadHours: 2, Criteria: []string{""}}
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.photos.award photo_award", "entry.photos.jury_percent photo_jury_percent", "entry.photos.criteria[0] required", "entry.photos.upload_hours photo_no_time")
	f.Entry.Photos = &photos.Rules{Top: 2, PerPeriod: 99}
	_, err = h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.photos.per_period photo_per_period", "entry.photos.top photo_top_prizes")
	f.Prizes[0].Winners = 1
	f.Entry.Photos = &photos.Rules{Award: photos.AwardBest, JuryPercent: 40, Criteria: []string{"Lumière"}, Minors: true, Uses: "nos affiches"}
	c := h.open(t, f)
	_, rules, err := h.FindRules(t.Context(), "photos")
	must(t, err)
	for _, want := range []string{`"photos"`, `"award": "best"`, `"jury_percent": 40`} {
		if !strings.Contains(string(rules.JSON), strings.ReplaceAll(want, `": `, `":`)) && !strings.Contains(string(rules.JSON), want) {
			t.Errorf("rules.json lacks %s", want)
		}
	}
	for _, want := range []string{"Il n’y a pas de tirage", "60 pour le public", "Lumière", "moins de 18\u00a0ans"} {
		if !strings.Contains(rules.Text.FR, want) {
			t.Errorf("the rules lack %q:\n%s", want, rules.Text.FR)
		}
	}
	if strings.Contains(rules.Text.FR, "vdraw1") || !c.Ranked() {
		t.Error("the rules of a ranking speak of a draw")
	}
}
