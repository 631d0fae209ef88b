package main

import (
	"context"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/polls"
	"kermesse/polls/survey"
)

// rewards is where a vote or an entry earns points. The domains do not know each other:
// each says what it wants in an interface of its own, and this is the other end of it.
type rewards struct {
	loyalty *loyalty.Service
}

// RewardVote implements polls.Rewarder: voting in a poll earns once, whatever the choice.
func (r rewards) RewardVote(ctx context.Context, tx *db.DB, brand account.BrandID, voter fan.ID, poll polls.ID) (int64, error) {
	return r.loyalty.Award(ctx, tx, brand, voter, loyalty.Vote, "poll:"+string(poll))
}

// RewardSurvey implements survey.Rewarder: answering a survey earns once, whatever the answers.
func (r rewards) RewardSurvey(ctx context.Context, tx *db.DB, brand account.BrandID, who fan.ID, id survey.ID) (int64, error) {
	return r.loyalty.Award(ctx, tx, brand, who, loyalty.Survey, "survey:"+string(id))
}

// Award implements contests.Rewarder: an entry earns once, when it is confirmed, and a winner
// once, when the prize is theirs for good.
func (r rewards) Award(ctx context.Context, tx *db.DB, thanks contests.Thanks) error {
	event := loyalty.ContestEntry
	if thanks.Won {
		event = loyalty.ContestWin
	}
	_, err := r.loyalty.Award(ctx, tx, thanks.Brand, thanks.Fan, event, "contest:"+string(thanks.Contest))
	return err
}

// tickets is where points buy tickets. The contests are there once they are wired, after the
// points that thank for entering them.
type tickets struct {
	contests *contests.Service
}

// BuyTickets implements loyalty.Tickets.
func (t *tickets) BuyTickets(ctx context.Context, tx *db.DB, brand account.BrandID, who fan.ID, contest string, n int) error {
	return t.contests.BuyTickets(ctx, tx, brand, who, contest, n)
}

// tiers is where contests ask for the tiers of the loyalty programme.
type tiers struct {
	loyalty *loyalty.Service
}

// ListTiers implements contests.Tiers.
func (t tiers) ListTiers(ctx context.Context, brand account.BrandID) ([]string, error) {
	p, err := t.loyalty.FindProgramme(ctx, brand)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names := make([]string, len(p.Terms.Tiers))
	for i, tier := range p.Terms.Tiers {
		names[i] = tier.Name
	}
	return names, nil
}

// TierOf implements contests.Tiers.
func (t tiers) TierOf(ctx context.Context, brand account.BrandID, id fan.ID) (string, error) {
	v, err := t.loyalty.FindOwn(ctx, brand, id)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return v.Tier, err
}

var (
	_ contests.Tiers    = tiers{}
	_ polls.Rewarder    = rewards{}
	_ contests.Rewarder = rewards{}
	_ survey.Rewarder   = rewards{}
	_ loyalty.Tickets   = (*tickets)(nil)
)
