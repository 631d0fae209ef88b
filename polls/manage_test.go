package polls_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls"
	"kermesse/polls/tally"
)

func TestCreateTellsAllThatIsWrong(t *testing.T) {
	h := newHouse(t)
	bad := polls.Terms{
		Slug: "Été !", Title: polls.Text{FR: "a\x00b"}, Intro: polls.Text{EN: strings.Repeat("x", 3000)},
		Method: "coin_toss", Access: "passport", NetworkCap: -1, Visibility: "friends", Tie: "fight", TimeZone: "Local",
		OpensAt: noon, ClosesAt: noon, Quorum: -1, MinShareMilli: 1001, NoneOption: "none",
		Options: []polls.Option{
			{ID: "a", Label: polls.Text{FR: "A"}}, {ID: "a", Label: polls.Text{FR: "\u202eB"}}, {ID: "b/c", Label: polls.Text{FR: strings.Repeat("é", 121)}},
		},
	}
	_, err := h.polls.Create(t.Context(), h.cm, bad)
	for field, want := range map[string]*fault.Error{
		"slug": text.ErrSlug, "title": text.ErrControl, "intro": text.ErrTooLong, "method": polls.ErrMethod,
		"access": polls.ErrAccess, "network_cap": polls.ErrRange, "results": polls.ErrVisibility, "tie": polls.ErrTie, "time_zone": polls.ErrZone,
		"closes_at": polls.ErrTimeOrder, "quorum": polls.ErrRange, "minimum_share": polls.ErrRange, "seats": polls.ErrRange,
		"none_option": polls.ErrNoneOption, "options[1].id": polls.ErrDuplicateOption, "options[1].label": text.ErrDirection,
		"options[2].id": polls.ErrOptionID, "options[2].label": text.ErrTooLong,
	} {
		wantsField(t, "create", err, field, want)
	}
	if list, err := h.polls.List(t.Context(), h.cm); err != nil || len(list) != 0 {
		t.Errorf("List = %v, %v", list, err)
	}
}

func TestCreateKeepsWhatIsGiven(t *testing.T) {
	h := newHouse(t)
	terms := flavours(func(terms *polls.Terms) {
		terms.Intro = polls.Text{FR: "Un\r\nDeux"}
		terms.Options = append(terms.Options, polls.Option{Label: polls.Text{FR: "Crème brûlée"}}, polls.Option{Label: polls.Text{EN: "Coco!"}})
		terms.OpensAt = noon.Add(90 * time.Millisecond)
	})
	if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	p, err := h.polls.FindFor(t.Context(), h.cm, "gout")
	if err != nil {
		t.Fatal(err)
	}
	if p.Intro.FR != "Un\nDeux" || p.Options[3].ID != "creme-brulee" || p.Options[4].ID != "coco-2" || !p.OpensAt.Equal(noon) {
		t.Errorf("kept %+v", p.Terms)
	}
	_, err = h.polls.Create(t.Context(), h.other, flavours())
	wants(t, "the same address", err, polls.ErrSlugTaken)
}

func TestTwoOptionsMustDiffer(t *testing.T) {
	h := newHouse(t)
	_, err := h.polls.Create(t.Context(), h.cm, flavours(func(terms *polls.Terms) { terms.Options[2].Label = polls.Text{FR: "LETCHI"} }))
	wantsField(t, "create", err, "options[2].label", polls.ErrSameLabel)
}

func TestPublishAsksForWhatIsMissing(t *testing.T) {
	h := newHouse(t)
	photo := readPicture(t, h, tinyPNG(t))
	terms := flavours(func(terms *polls.Terms) {
		terms.Options[0].Picture = &polls.Picture{Hash: photo.Hash}
		terms.Options = append(terms.Options, polls.Option{ID: "x"})
		terms.ClosesAt = time.Time{}
	})
	if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	_, err := h.polls.Publish(t.Context(), h.cm, "gout")
	wants(t, "publish", err, polls.ErrIncomplete)
	wantsField(t, "publish", err, "closes_at", polls.ErrTimeMissing)
	wantsField(t, "publish", err, "options[0].image.alt", polls.ErrAltMissing)
	wantsField(t, "publish", err, "options[3].label", text.ErrRequired)

	terms.Options = terms.Options[:1]
	terms.ClosesAt = noon.Add(-time.Second)
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
		t.Fatal(err)
	}
	_, err = h.polls.Publish(t.Context(), h.cm, "gout")
	wantsField(t, "publish", err, "closes_at", polls.ErrTimePast)
	wantsField(t, "publish", err, "options", polls.ErrTooFewOptions)

	terms.Options[0].Picture.Hash = strings.Repeat("0", 32)
	_, err = h.polls.Edit(t.Context(), h.cm, "gout", 0, terms)
	wantsField(t, "a picture that is not there", err, "options[0].image", polls.ErrPicture)
}

func tinyPNG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPublishedTermsAreFrozenButForSpelling(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	terms := flavours(func(terms *polls.Terms) {
		terms.OpensAt = p.OpensAt
		terms.Title.FR, terms.Options[0].Label.EN = "Quels goûts pour l’été ?", "Mango chili"
	})
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
		t.Fatalf("spelling: %v", err)
	}
	for field, change := range map[string]func(*polls.Terms){
		"slug":      func(terms *polls.Terms) { terms.Slug = "autre" },
		"method":    func(terms *polls.Terms) { terms.Method = tally.Borda },
		"options":   func(terms *polls.Terms) { terms.Options = terms.Options[:2] },
		"closes_at": func(terms *polls.Terms) { terms.ClosesAt = noon.Add(48 * time.Hour) },
		"results":   func(terms *polls.Terms) { terms.Visibility = polls.StaffOnly },
		"quorum":    func(terms *polls.Terms) { terms.Quorum = 1 },
	} {
		changed := terms
		change(&changed)
		_, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, changed)
		wants(t, field, err, polls.ErrFrozen)
		wantsField(t, field, err, field, polls.ErrFrozenField)
	}
	swapped := terms
	swapped.Options = []polls.Option{terms.Options[1], terms.Options[0], terms.Options[2]}
	_, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, swapped)
	wants(t, "another order", err, polls.ErrFrozen)
	_, err = h.polls.Publish(t.Context(), h.cm, "gout")
	wants(t, "publish again", err, polls.ErrAlreadyPublished)
}

// Two tabs: the second to save is told, and overwrites nothing.
func TestSecondTabIsTold(t *testing.T) {
	h := newHouse(t)
	p, err := h.polls.Create(t.Context(), h.cm, flavours())
	if err != nil {
		t.Fatal(err)
	}
	first := flavours(func(terms *polls.Terms) { terms.Title.FR = "Premier onglet" })
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", p.Revision, first); err != nil {
		t.Fatal(err)
	}
	second := flavours(func(terms *polls.Terms) { terms.Title.FR = "Second onglet" })
	_, err = h.polls.Edit(t.Context(), h.cm, "gout", p.Revision, second)
	wants(t, "second tab", err, polls.ErrChangedMeanwhile)
	if p, err := h.polls.FindFor(t.Context(), h.cm, "gout"); err != nil || p.Title.FR != "Premier onglet" {
		t.Errorf("kept %q, %v", p.Title.FR, err)
	}
}

func TestOtherBrandsPollDoesNotExist(t *testing.T) {
	h := newHouse(t)
	if _, err := h.polls.Create(t.Context(), h.cm, flavours()); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	_, err := h.polls.Find(ctx, "gout")
	wants(t, "a draft in public", err, polls.ErrNotFound)
	_, err = h.polls.FindFor(ctx, h.other, "gout")
	wants(t, "find", err, polls.ErrNotFound)
	_, err = h.polls.Edit(ctx, h.other, "gout", 0, flavours())
	wants(t, "edit", err, polls.ErrNotFound)
	_, err = h.polls.Publish(ctx, h.other, "gout")
	wants(t, "publish", err, polls.ErrNotFound)
	_, err = h.polls.Cancel(ctx, h.other, "gout", "parce que")
	wants(t, "cancel", err, polls.ErrNotFound)
	viewer := h.cm
	viewer.Role = account.Viewer
	_, err = h.polls.Publish(ctx, viewer, "gout")
	wants(t, "publish as viewer", err, account.ErrNotAllowed)
	_, err = h.polls.Create(ctx, account.Actor{}, flavours())
	if err == nil {
		t.Error("nobody created a poll")
	}
}

func TestUnpublishUntilTheOpening(t *testing.T) {
	h := newHouse(t)
	first := h.open(t, func(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Hour) })
	if p, err := h.polls.Unpublish(t.Context(), h.cm, "gout"); err != nil || p.State != polls.StateDraft || p.Lots.Commitment != "" {
		t.Fatalf("Unpublish = %+v, %v", p, err)
	}
	_, err := h.try(t, "gout", device("d1"), one("mangue"))
	wants(t, "vote in a draft", err, polls.ErrNotFound)
	second, err := h.polls.Publish(t.Context(), h.cm, "gout")
	if err != nil || second.Lots.Commitment == first.Lots.Commitment {
		t.Errorf("published anew with the same seed, %v", err)
	}
	h.clock.Advance(time.Hour)
	_, err = h.polls.Vote(t.Context(), first, device("d1"), one("mangue"))
	wants(t, "a ballot of the first publication", err, polls.ErrOutdated)
	_, err = h.polls.Unpublish(t.Context(), h.cm, "gout")
	wants(t, "once the seed is told", err, polls.ErrOpened)
	h.vote(t, "gout", device("d1"), one("mangue"))
	h.clock.Set(noon)
	_, err = h.polls.Unpublish(t.Context(), h.cm, "gout")
	wants(t, "with a ballot and the clock set back", err, polls.ErrHasBallots)
	h.clock.Set(second.ClosesAt)
	_, err = h.polls.Unpublish(t.Context(), h.cm, "gout")
	wants(t, "when it is over", err, polls.ErrOver)
}

// Between the closing time and the job that counts, the clock alone says that it is over.
func TestNothingIsDecidedOnceTheResultIsKnown(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("d1"), one("mangue"))
	terms := p.Terms
	terms.Options = slices.Clone(terms.Options)
	terms.Options[0].Label, terms.Options[2].Label = terms.Options[2].Label, terms.Options[0].Label
	h.clock.Set(p.ClosesAt)
	for range 2 {
		_, err := h.polls.Cancel(t.Context(), h.cm, "gout", "la mangue ne nous plaît pas")
		wants(t, "cancel", err, polls.ErrOver)
		_, err = h.polls.Edit(t.Context(), h.cm, "gout", 0, terms)
		wants(t, "swap the names of two options", err, polls.ErrOver)
		if err := h.polls.CloseDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCancel(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	h.vote(t, "gout", device("d1"), one("mangue"))
	_, err := h.polls.Cancel(t.Context(), h.cm, "gout", "  ")
	wantsField(t, "without reason", err, "reason", polls.ErrReason)
	p, err := h.polls.Cancel(t.Context(), h.cm, "gout", "Erreur d’étiquette")
	if err != nil || p.Status(noon) != polls.Cancelled {
		t.Fatalf("Cancel = %+v, %v", p, err)
	}
	_, err = h.try(t, "gout", device("d2"), one("mangue"))
	wants(t, "vote", err, polls.ErrCancelled)
	_, err = h.polls.Results(t.Context(), p, polls.Reader{})
	wants(t, "results in public", err, polls.ErrHidden)
	h.clock.Advance(48 * time.Hour)
	if err := h.polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = h.polls.Cancel(t.Context(), h.cm, "gout", "encore")
	wants(t, "cancel again", err, polls.ErrOver)
}

// The commitment binds: the seed told at opening is the one committed to, and no page knew
// it before.
func TestLotsAreCommittedAndTold(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Hour) })
	if p.LotSeed(noon) != "" || p.LotOrder(noon) != nil || len(p.Lots.Commitment) != 64 {
		t.Errorf("before opening: %q, %v, commitment %q", p.LotSeed(noon), p.LotOrder(noon), p.Lots.Commitment)
	}
	opened := noon.Add(time.Hour)
	seed := p.LotSeed(opened)
	if sum := sha256.Sum256([]byte(seed)); hex.EncodeToString(sum[:]) != p.Lots.Commitment || len(seed) != 64 {
		t.Errorf("seed %q does not match %q", seed, p.Lots.Commitment)
	}
	if order := p.LotOrder(opened); len(order) != 3 || order[0] != tally.LotOrder(seed, []tally.OptionID{"mangue", "letchi", "coco"})[0] {
		t.Errorf("order %v", order)
	}
}

func TestJournalKeepsBothSpellings(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	terms := flavours(func(terms *polls.Terms) { terms.OpensAt, terms.Title.FR = p.OpensAt, "Quels goûts pour l’été ?" })
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
		t.Fatal(err)
	}
	var lines []struct{ Action, BeforeJSON, AfterJSON string }
	if err := h.db.Gorm(t.Context()).Raw("SELECT action, before_json, after_json FROM journal ORDER BY id").Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, line := range lines {
		actions = append(actions, line.Action)
		if strings.Contains(line.BeforeJSON+line.AfterJSON, p.LotSeed(noon)) {
			t.Error("the journal tells the seed")
		}
	}
	if got := strings.Join(actions, " "); !strings.HasSuffix(got, "poll.created poll.published poll.edited") {
		t.Errorf("journal: %s", got)
	}
	edit := lines[len(lines)-1]
	if !strings.Contains(edit.BeforeJSON, "Quel goût") || !strings.Contains(edit.AfterJSON, "Quels goûts") || strings.Contains(edit.AfterJSON, "closes_at") {
		t.Errorf("edit: %s → %s", edit.BeforeJSON, edit.AfterJSON)
	}
}

func TestOnlyDraftsAreDeleted(t *testing.T) {
	h := newHouse(t)
	if _, err := h.polls.Create(t.Context(), h.cm, flavours()); err != nil {
		t.Fatal(err)
	}
	wants(t, "another brand", h.polls.Delete(t.Context(), h.other, "gout"), polls.ErrNotFound)
	if err := h.polls.Delete(t.Context(), h.cm, "gout"); err != nil {
		t.Fatal(err)
	}
	_, err := h.polls.FindFor(t.Context(), h.cm, "gout")
	wants(t, "find", err, polls.ErrNotFound)
	h.open(t)
	wants(t, "a published poll", h.polls.Delete(t.Context(), h.cm, "gout"), polls.ErrFrozen)
}

func TestChangesBearTheHousesTime(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Hour) })
	h.clock.Advance(time.Minute)
	terms := h.find(t, "gout").Terms
	terms.Intro.FR = "Bientôt."
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
		t.Fatal(err)
	}
	if p := h.find(t, "gout"); !p.UpdatedAt.Equal(noon.Add(time.Minute)) || !p.CreatedAt.Equal(noon) {
		t.Errorf("created %s, changed %s", p.CreatedAt, p.UpdatedAt)
	}
}
