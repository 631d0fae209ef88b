package account_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
)

func TestLastOwnerStays(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	if err := h.RemoveMember(t.Context(), owner, owner.User); !errors.Is(err, account.ErrLastOwner) {
		t.Errorf("remove: %v, want ErrLastOwner", err)
	}
	if err := h.ChangeRole(t.Context(), owner, owner.User, account.Manager); !errors.Is(err, account.ErrLastOwner) {
		t.Errorf("demote: %v, want ErrLastOwner", err)
	}
	if err := h.ChangeRole(t.Context(), owner, owner.User, account.Owner); err != nil {
		t.Errorf("to stay what one is: %v", err)
	}
	second := h.user(t, "second@exemple.sn", "glaces", account.Owner)
	if err := h.RemoveMember(t.Context(), owner, owner.User); err != nil {
		t.Errorf("with another owner: %v", err)
	}
	if err := h.ChangeRole(t.Context(), owner, second.ID, account.Till); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("whoever has left acts on: %v, want ErrNotAllowed", err)
	}
}

// Two owners remove each other at the same moment: one of them stays.
func TestOwnersCannotRemoveEachOther(t *testing.T) {
	h := newHouse(t)
	for round := range 5 {
		b := h.brand(t, "marque-"+string(rune('a'+round)))
		one := h.actor(t, b, "one@"+b.Slug+".example", account.Owner)
		two := h.actor(t, b, "two@"+b.Slug+".example", account.Owner)
		var removed atomic.Int64
		var wg sync.WaitGroup
		for _, pair := range [][2]account.Actor{{one, two}, {two, one}} {
			wg.Go(func() {
				err := h.RemoveMember(t.Context(), pair[0], pair[1].User)
				if err == nil {
					removed.Add(1)
				} else if !errors.Is(err, account.ErrLastOwner) && !errors.Is(err, account.ErrNotAllowed) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if removed.Load() != 1 {
			t.Fatalf("%d of two owners were removed", removed.Load())
		}
	}
}

func TestTeamIsTheOwnersBusiness(t *testing.T) {
	h := newHouse(t)
	b, other := h.brand(t, "glaces"), h.brand(t, "savons")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	manager := h.actor(t, b, "manager@exemple.sn", account.Manager)
	stranger := h.actor(t, other, "stranger@exemple.sn", account.Owner)
	if _, err := h.ListTeam(t.Context(), manager); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("a manager lists the team: %v", err)
	}
	if _, err := h.Invite(t.Context(), manager, "x@exemple.sn", account.Viewer); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("a manager invites: %v", err)
	}
	// Another brand's people do not exist: the same answer as for nobody.
	for _, user := range []account.UserID{manager.User, "nobody"} {
		if err := h.RemoveMember(t.Context(), stranger, user); !errors.Is(err, account.ErrUserNotFound) {
			t.Errorf("a stranger removes %s: %v, want ErrUserNotFound", user, err)
		}
	}
	team, err := h.ListTeam(t.Context(), owner)
	if err != nil || len(team) != 2 || team[0].User.Email != "manager@exemple.sn" || team[0].Role != account.Manager {
		t.Errorf("team %+v, %v", team, err)
	}
	if err := h.ChangeRole(t.Context(), owner, manager.User, "king"); err == nil {
		t.Error("there is a king")
	}
}

func TestInvitationIsUsedOnce(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	link, err := h.Invite(t.Context(), owner, "Moussa@Exemple.SN", account.Moderator)
	if err != nil {
		t.Fatal(err)
	}
	token := h.mailedToken(t, "moussa@exemple.sn")
	if token != tokenIn(t, link) {
		t.Error("the link that is shown is not the one that was mailed")
	}
	inv, err := h.FindInvitation(t.Context(), token)
	if err != nil || inv.Email != "moussa@exemple.sn" || inv.Role != account.Moderator || inv.Brand.ID != b.ID || inv.Known {
		t.Fatalf("invitation %+v, %v", inv, err)
	}
	var joined atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			_, err := h.Join(t.Context(), token, "Moussa", password, "fr")
			switch {
			case err == nil:
				joined.Add(1)
			case !errors.Is(err, account.ErrLink) && !errors.Is(err, account.ErrJoinSignIn):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if joined.Load() != 1 {
		t.Fatalf("one invitation brought %d people", joined.Load())
	}
	staff, _ := h.signedIn(t, "moussa@exemple.sn")
	if actor, err := staff.In(b.ID); err != nil || actor.Role != account.Moderator {
		t.Errorf("joined as %+v, %v", actor, err)
	}
	if _, err := h.Invite(t.Context(), owner, "moussa@exemple.sn", account.Viewer); !errors.Is(err, account.ErrAlreadyMember) {
		t.Errorf("invited again: %v, want ErrAlreadyMember", err)
	}
	if left, err := h.ListInvitations(t.Context(), owner); err != nil || len(left) != 0 {
		t.Errorf("still invited: %+v, %v", left, err)
	}
}

// Whoever invites sees the link: it must not open an account that exists.
func TestInvitationOpensNoExistingAccount(t *testing.T) {
	h := newHouse(t)
	mine, theirs := h.brand(t, "glaces"), h.brand(t, "savons")
	attacker := h.actor(t, mine, "attacker@exemple.sn", account.Owner)
	h.user(t, "victim@exemple.sn", theirs.Slug, account.Owner)
	link, err := h.Invite(t.Context(), attacker, "victim@exemple.sn", account.Viewer)
	if err != nil {
		t.Fatal(err)
	}
	token := tokenIn(t, link)
	if _, err := h.Join(t.Context(), token, "X", "un autre mot de passe", "fr"); !errors.Is(err, account.ErrJoinSignIn) {
		t.Fatalf("Join = %v, want ErrJoinSignIn", err)
	}
	stranger, _ := h.signedIn(t, "attacker@exemple.sn")
	if err := h.Accept(t.Context(), stranger, token); !errors.Is(err, account.ErrJoinOther) {
		t.Errorf("somebody else accepts: %v, want ErrJoinOther", err)
	}
	victim, _ := h.signedIn(t, "victim@exemple.sn") // still their own password
	if err := h.Accept(t.Context(), victim, token); err != nil {
		t.Fatal(err)
	}
	if err := h.Accept(t.Context(), victim, token); !errors.Is(err, account.ErrLink) {
		t.Errorf("accepted twice: %v, want ErrLink", err)
	}
	staff, _ := h.signedIn(t, "victim@exemple.sn")
	if len(staff.Memberships) != 2 {
		t.Errorf("member of %d brands, want 2", len(staff.Memberships))
	}
}

func TestInvitationsEnd(t *testing.T) {
	h := newHouse(t)
	b, other := h.brand(t, "glaces"), h.brand(t, "savons")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	stranger := h.actor(t, other, "stranger@exemple.sn", account.Owner)
	invite := func() string {
		link, err := h.Invite(t.Context(), owner, "moussa@exemple.sn", account.Viewer)
		if err != nil {
			t.Fatal(err)
		}
		return tokenIn(t, link)
	}
	replaced, last := invite(), invite()
	if _, err := h.FindInvitation(t.Context(), replaced); !errors.Is(err, account.ErrLink) {
		t.Errorf("an invitation that was replaced: %v", err)
	}
	list, err := h.ListInvitations(t.Context(), owner)
	if err != nil || len(list) != 1 {
		t.Fatalf("invited: %+v, %v", list, err)
	}
	if err := h.Uninvite(t.Context(), stranger, list[0].ID); !errors.Is(err, account.ErrInvitationNotFound) {
		t.Errorf("a stranger takes it back: %v", err)
	}
	if err := h.Uninvite(t.Context(), owner, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Join(t.Context(), last, "M", password, "fr"); !errors.Is(err, account.ErrLink) {
		t.Errorf("an invitation that was taken back: %v", err)
	}
	week := invite()
	h.clock.Advance(7 * 24 * time.Hour)
	if _, err := h.Join(t.Context(), week, "M", password, "fr"); !errors.Is(err, account.ErrLink) {
		t.Errorf("after a week: %v", err)
	}
}

func TestResetByMail(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	_, cookie := h.signedIn(t, "awa@exemple.sn")
	if err := h.RequestReset(t.Context(), "nobody@exemple.sn"); err != nil {
		t.Errorf("the answer tells that nobody has this address: %v", err)
	}
	if mails, err := h.outbox.Recent(t.Context(), 10); err != nil || len(mails) != 0 {
		t.Fatalf("a mail to nobody: %v, %v", mails, err)
	}
	for range 10 {
		if err := h.RequestReset(t.Context(), "AWA@exemple.sn"); err != nil {
			t.Fatal(err)
		}
	}
	if mails, err := h.outbox.Recent(t.Context(), 50); err != nil || len(mails) != 3 {
		t.Errorf("%d mails in an hour (%v), want 3", len(mails), err)
	}
	token := h.mailedToken(t, "awa@exemple.sn")
	if _, err := h.Reset(t.Context(), token, "court"); err == nil {
		t.Error("a weak password was taken")
	}
	const fresh = "une toute autre phrase"
	if _, err := h.Reset(t.Context(), token, fresh); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Reset(t.Context(), token, fresh); !errors.Is(err, account.ErrLink) {
		t.Errorf("used twice: %v, want ErrLink", err)
	}
	if _, err := h.FindPanel(t.Context(), cookie); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the session of before: %v, want ErrSignedOut", err)
	}
	if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", password)); !errors.Is(err, account.ErrCredentials) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", fresh)); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestChangePassword(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	here, cookie := h.signedIn(t, "awa@exemple.sn")
	_, elsewhere := h.signedIn(t, "awa@exemple.sn")
	if err := h.ChangePassword(t.Context(), here, "pas le bon", "une toute autre phrase"); err == nil {
		t.Error("changed without the present password")
	}
	if err := h.ChangePassword(t.Context(), here, password, "une toute autre phrase"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.FindPanel(t.Context(), cookie); err != nil {
		t.Errorf("the session at hand ended: %v", err)
	}
	if _, err := h.FindPanel(t.Context(), elsewhere); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the other session: %v", err)
	}
}
