package polls_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// because is a vote with a reason.
func because(id tally.OptionID, why string) polls.Cast {
	cast := one(id)
	cast.Comment = &why
	return cast
}

// commented opens a poll that takes reasons.
func (h *house) commented(t *testing.T, policy polls.CommentPolicy, change ...func(*polls.Terms)) polls.Poll {
	t.Helper()
	return h.open(t, append([]func(*polls.Terms){func(terms *polls.Terms) { terms.Comments = policy }}, change...)...)
}

func (h *house) cast(t *testing.T, p polls.Poll, who string, cast polls.Cast) polls.Vote {
	t.Helper()
	vote, err := h.polls.Vote(t.Context(), p, device(who), cast)
	if err != nil {
		t.Fatal(err)
	}
	return vote
}

// crowd casts ballots without a reason, and has them counted.
func (h *house) crowd(t *testing.T, p polls.Poll, name string, n int) {
	t.Helper()
	for i := range n {
		h.cast(t, p, fmt.Sprint(name, i), one("coco"))
	}
	if err := h.polls.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// read is what the public reads.
func (h *house) read(t *testing.T, p polls.Poll) polls.Comments {
	t.Helper()
	list, err := h.polls.ListComments(t.Context(), p, polls.Reader{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (h *house) queue(t *testing.T, p polls.Poll, state polls.CommentState) []polls.Comment {
	t.Helper()
	list, _, err := h.polls.ListToModerate(t.Context(), h.cm, p, state, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (h *house) settle(t *testing.T, id string, act polls.CommentAct, reason polls.RemovalReason) polls.Comment {
	t.Helper()
	c, err := h.polls.Settle(t.Context(), h.cm, "gout", id, act, reason)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Whoever watches the figures sees ballots arrive: a comment is read by nobody but its
// author before ten others have come, staff included.
func TestCommentsComeInGroups(t *testing.T) {
	h := newHouse(t)
	p := h.commented(t, polls.CommentsAfter)
	vote := h.cast(t, p, "awa", because("mangue", "  Ça réveille !  "))
	if vote.Comment == nil || vote.Comment.Said != "Ça réveille !" || !vote.Comment.Waits {
		t.Fatalf("comment %+v", vote.Comment)
	}
	h.crowd(t, p, "a", 18)
	if list := h.read(t, p); len(list.Shown) != 0 || len(h.queue(t, p, polls.CommentShown)) != 0 {
		t.Errorf("with 19 ballots: %+v", list)
	}
	h.crowd(t, p, "b", 1)
	if list := h.read(t, p); len(list.Shown) != 1 || list.Shown[0].Said != "Ça réveille !" {
		t.Errorf("with 20 ballots: %+v", list)
	}
	if shown := h.read(t, p).Shown; shown[0].ID == vote.ID || shown[0].Waits {
		t.Errorf("it leads to the ballot: %+v", shown[0])
	}
	late := h.cast(t, p, "late", because("coco", "Après vingt"))
	if list := h.read(t, p); len(list.Shown) != 1 || !late.Comment.Waits {
		t.Errorf("%+v", list)
	}
	h.clock.Set(p.ClosesAt)
	if list := h.read(t, p); len(list.Shown) != 2 {
		t.Errorf("at the end: %+v", list)
	}
}

func TestCommentsBeforePublication(t *testing.T) {
	h := newHouse(t)
	p := h.commented(t, polls.CommentsBefore)
	h.cast(t, p, "awa", because("mangue", "Pour l’été"))
	h.cast(t, p, "bea", because("coco", "Nul, votre mangue"))
	h.crowd(t, p, "a", 30)
	held := h.queue(t, p, polls.CommentHeld)
	if len(held) != 2 || !h.read(t, p).Empty() {
		t.Fatalf("held %+v, read %+v", held, h.read(t, p))
	}
	for _, c := range held {
		h.settle(t, c.ID, polls.CommentPublish, "")
	}
	if list := h.read(t, p); len(list.Shown) != 2 {
		t.Errorf("%+v", list)
	}
	if _, err := h.polls.Settle(t.Context(), h.cm, "gout", held[0].ID, polls.CommentPublish, ""); !errors.Is(err, polls.ErrCommentSettled) {
		t.Errorf("published twice: %v", err)
	}
	if _, err := h.polls.Settle(t.Context(), h.other, "gout", held[0].ID, polls.CommentRemove, polls.RemovedInsult); !errors.Is(err, polls.ErrNotFound) {
		t.Errorf("another brand removes: %v", err)
	}
}

// A removal has a reason of the list, is counted in public for ever, told to the author, and
// may be appealed.
func TestRemovalIsNotSilent(t *testing.T) {
	h := newHouse(t)
	p := h.commented(t, polls.CommentsAfter)
	for i, said := range []string{"Imbéciles", "Mon numéro : 5 712 34 56", "Pas bon"} {
		h.cast(t, p, fmt.Sprint("v", i), because("mangue", said))
	}
	h.crowd(t, p, "a", 30)
	byText := map[string]string{}
	for _, c := range h.queue(t, p, polls.CommentShown) {
		byText[c.Said] = c.ID
	}
	if _, err := h.polls.Settle(t.Context(), h.cm, "gout", byText["Pas bon"], polls.CommentRemove, "negative"); err == nil {
		t.Error("removed for being negative")
	}
	h.settle(t, byText["Imbéciles"], polls.CommentRemove, polls.RemovedInsult)
	h.settle(t, byText["Mon numéro : 5 712 34 56"], polls.CommentRemove, polls.RemovedPersonalData)
	list := h.read(t, p)
	if len(list.Shown) != 1 || list.Removed[polls.RemovedInsult] != 1 || list.Removed[polls.RemovedPersonalData] != 1 {
		t.Fatalf("%+v", list)
	}
	author := device("v0")
	vote, err := h.polls.FindVote(t.Context(), p, author)
	if err != nil || vote.Comment.State != polls.CommentRemoved || vote.Comment.Reason != polls.RemovedInsult {
		t.Fatalf("the author reads %+v, %v", vote.Comment, err)
	}
	if err := h.polls.AppealComment(t.Context(), p, author, "C’était pour rire"); err != nil {
		t.Fatal(err)
	}
	if err := h.polls.AppealComment(t.Context(), p, device("v2"), "Et moi ?"); !errors.Is(err, polls.ErrNoCommentAppeal) {
		t.Errorf("an appeal for what is shown: %v", err)
	}
	if first := h.queue(t, p, polls.CommentRemoved)[0]; first.Appeal != "C’était pour rire" {
		t.Errorf("first of the removed: %+v", first)
	}
	h.settle(t, byText["Imbéciles"], polls.CommentUphold, "")
	if err := h.polls.AppealComment(t.Context(), p, author, "Encore"); !errors.Is(err, polls.ErrNoCommentAppeal) {
		t.Errorf("a second appeal: %v", err)
	}
	h.settle(t, byText["Mon numéro : 5 712 34 56"], polls.CommentPublish, "")
	if list := h.read(t, p); len(list.Shown) != 2 || list.Removed[polls.RemovedPersonalData] != 0 || list.Restored != 1 {
		t.Errorf("put back: %+v", list)
	}
	// Taking the text back, or another one, does not undo the count; the next is held.
	if err := h.polls.WithdrawComment(t.Context(), p, author); err != nil {
		t.Fatal(err)
	}
	if vote := h.cast(t, p, "v0", because("mangue", "Bon")); vote.Comment.State != polls.CommentHeld || vote.Outcome != polls.Changed {
		t.Errorf("after a removal: %+v", vote)
	}
	if n := h.read(t, p).Removed[polls.RemovedInsult]; n != 1 {
		t.Errorf("%d removals", n)
	}
	var journal []string
	if err := h.db.Gorm(t.Context()).Raw("SELECT action || ' ' || after_json FROM journal WHERE action LIKE 'poll.comment%' ORDER BY id").Scan(&journal).Error; err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(journal, "\n"); len(journal) != 4 || !strings.Contains(all, `"insult"`) || strings.Contains(all, "Imbéciles") {
		t.Errorf("journal:\n%s", all)
	}
}

func TestCommentGoesWithItsVote(t *testing.T) {
	h := newHouse(t)
	p := h.commented(t, polls.CommentsAfter)
	h.cast(t, p, "awa", because("mangue", "Un"))
	h.crowd(t, p, "a", 30)
	id := h.read(t, p).Shown[0].ID
	if _, err := h.polls.Reply(t.Context(), h.cm, "gout", id, "Merci !"); err != nil {
		t.Fatal(err)
	}
	if got := h.read(t, p).Shown[0]; got.Reply != "Merci !" {
		t.Errorf("%+v", got)
	}
	if vote := h.cast(t, p, "awa", one("mangue")); vote.Outcome != polls.Repeated || vote.Comment.Said != "Un" {
		t.Errorf("the same ballot without a word: %+v", vote)
	}
	if vote := h.cast(t, p, "awa", because("mangue", "Deux")); vote.Outcome != polls.Changed || vote.Comment.Said != "Deux" || vote.Comment.Reply != "" {
		t.Errorf("another reason: %+v", vote)
	}
	if list := h.read(t, p); len(list.Shown) != 0 {
		t.Errorf("what is new is read before its group is whole: %+v", list)
	}
	if _, err := h.polls.Reply(t.Context(), h.cm, "gout", id, "À qui ?"); !errors.Is(err, polls.ErrNoComment) {
		t.Errorf("a reply to what was replaced: %v", err)
	}
	if vote := h.cast(t, p, "awa", one("coco")); vote.Outcome != polls.Changed || vote.Comment != nil {
		t.Errorf("another ballot without a reason: %+v", vote)
	}
	h.cast(t, p, "awa", because("coco", "Trois"))
	if err := h.polls.Withdraw(t.Context(), p, device("awa")); err != nil {
		t.Fatal(err)
	}
	h.clock.Set(p.ClosesAt)
	if list := h.read(t, p); len(list.Shown) != 0 {
		t.Errorf("after withdrawing: %+v", list)
	}
	if err := h.polls.WithdrawComment(t.Context(), p, device("awa")); !errors.Is(err, polls.ErrNoComment) {
		t.Errorf("withdrawn twice: %v", err)
	}
}

// Comments follow the rule of the figures; of a sealed poll not even staff read any.
func TestCommentsFollowTheFigures(t *testing.T) {
	for visibility, staffReads := range map[polls.Visibility]bool{
		polls.AfterVote: true, polls.AfterClose: true, polls.StaffOnly: true, polls.Sealed: false,
	} {
		t.Run(string(visibility), func(t *testing.T) {
			h := newHouse(t)
			p := h.commented(t, polls.CommentsBefore, func(terms *polls.Terms) { terms.Visibility = visibility })
			h.cast(t, p, "awa", because("mangue", "Secret"))
			h.crowd(t, p, "a", 30)
			if _, err := h.polls.ListComments(t.Context(), p, polls.Reader{}, "", 10); !errors.Is(err, polls.ErrHidden) {
				t.Errorf("a stranger: %v", err)
			}
			list, _, err := h.polls.ListToModerate(t.Context(), h.cm, p, polls.CommentHeld, "", 10)
			if staffReads && (err != nil || len(list) != 1) || !staffReads && !errors.Is(err, polls.ErrHidden) {
				t.Errorf("staff: %+v, %v", list, err)
			}
			unread, err := h.polls.ListUnread(t.Context(), h.cm)
			if want := map[bool]int{true: 1}[staffReads]; err != nil || unread[p.ID] != want {
				t.Errorf("unread %v, %v", unread, err)
			}
			h.clock.Set(p.ClosesAt)
			if err := h.polls.CloseDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if unread, err = h.polls.ListUnread(t.Context(), h.cm); err != nil || unread[p.ID] != 1 {
				t.Errorf("unread at the end: %v, %v", unread, err)
			}
		})
	}
}

func TestBadComments(t *testing.T) {
	h := newHouse(t)
	p := h.commented(t, polls.CommentsAfter)
	for said, want := range map[string]*fault.Error{
		strings.Repeat("x", polls.MaxComment+1): text.ErrTooLong, "pas \u202ebon": text.ErrDirection, "a\x00b": text.ErrControl, "a\xff": text.ErrEncoding,
	} {
		_, err := h.polls.Vote(t.Context(), p, device("awa"), because("mangue", said))
		wantsField(t, fmt.Sprintf("%.20q", said), err, "comment", want)
	}
	if _, err := h.polls.FindVote(t.Context(), p, device("awa")); !errors.Is(err, polls.ErrNoBallot) {
		t.Errorf("a refused reason left a vote: %v", err)
	}
	off := h.open(t, func(terms *polls.Terms) { terms.Slug = "muet" })
	_, err := h.polls.Vote(t.Context(), off, device("awa"), because("mangue", "Non"))
	wantsField(t, "where none is asked", err, "comment", polls.ErrNoComments)
	if vote := h.cast(t, off, "awa", because("mangue", "")); vote.Comment != nil {
		t.Errorf("%+v", vote.Comment)
	}
	fixed := h.commented(t, polls.CommentsAfter, func(terms *polls.Terms) { terms.Slug, terms.Changes = "fixe", false })
	h.cast(t, fixed, "awa", because("mangue", "Un"))
	if _, err := h.polls.Vote(t.Context(), fixed, device("awa"), because("mangue", "Deux")); !errors.Is(err, polls.ErrAlreadyVoted) {
		t.Errorf("another reason where votes do not change: %v", err)
	}
	if vote := h.cast(t, fixed, "awa", because("mangue", "Un")); vote.Outcome != polls.Repeated {
		t.Errorf("%+v", vote)
	}
	if err := h.polls.WithdrawComment(t.Context(), fixed, device("awa")); err != nil {
		t.Errorf("one's own words are one's own: %v", err)
	}
	h.clock.Set(p.ClosesAt.Add(time.Second))
	if _, err := h.polls.Vote(t.Context(), p, device("late"), because("mangue", "Trop tard")); !errors.Is(err, polls.ErrClosed) {
		t.Errorf("late: %v", err)
	}
}

// A comment waits with a vote by e-mail, stands in its fan's export and leaves with them,
// also from a poll that is closed.
func TestCommentOfAFan(t *testing.T) {
	h := newHouse(t)
	p := h.commented(t, polls.CommentsAfter, func(terms *polls.Terms) { terms.Access = polls.AccessEmail })
	cast, why := byMail(t, "awa@exemple.sn"), "Par courrier"
	cast.Comment = &why
	h.vote(t, "gout", device("d1"), cast)
	_, token := h.mailed(t)
	_, vote, err := h.polls.Confirm(t.Context(), token)
	if err != nil || vote.Comment == nil || vote.Comment.Said != "Par courrier" {
		t.Fatalf("%+v, %v", vote, err)
	}
	h.clock.Set(p.ClosesAt)
	if list := h.read(t, p); len(list.Shown) != 1 {
		t.Fatalf("%+v", list)
	}
	id := h.member(t, h.cm.Brand, "awa@exemple.sn").ID
	err = h.db.InTx(t.Context(), func(tx *db.DB) error {
		held, err := h.polls.Export(t.Context(), tx, id)
		if err != nil {
			return err
		}
		if votes := held.(polls.Holdings).Votes; len(votes) != 1 || votes[0].Comment.Said != "Par courrier" {
			t.Errorf("%+v", votes)
		}
		return h.polls.Erase(t.Context(), tx, id)
	})
	if err != nil {
		t.Fatal(err)
	}
	if list := h.read(t, p); len(list.Shown) != 0 {
		t.Errorf("after erasure: %+v", list)
	}
}
