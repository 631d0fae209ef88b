package polls

import (
	"context"
	"encoding/json"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/polls/tally"
)

// record writes the journal. What identifies the subject is the slug after the change.
func (s *Service) record(ctx context.Context, tx *db.DB, actor account.Actor, action string, before, after *Poll) error {
	change := account.Change{Action: action, Subject: "poll:" + after.Slug, After: after.told(), At: s.clock.Now()}
	if before != nil {
		change.Before = before.told()
	}
	return account.Record(ctx, tx, actor, change)
}

// told is a poll as the journal shows it.
func (p Poll) told() map[string]any {
	fields := map[string]any{
		"slug": p.Slug, "state": p.State, "title": p.Title, "intro": p.Intro, "method": p.Method, "options": p.Options,
		"seats": p.Seats, "max_choices": p.MaxChoices, "max_score": p.MaxScore, "points": p.Points,
		"opens_at": clock.OrNil(p.OpensAt), "closes_at": clock.OrNil(p.ClosesAt), "time_zone": p.TimeZone, "access": p.Access, "network_cap": p.NetworkCap,
		"results": p.Visibility, "changes": p.Changes, "shuffle": p.Shuffle, "quorum": p.Quorum,
		"minimum_share_milli": p.MinShareMilli, "none_option": p.NoneOption, "tie": p.Tie,
		"write_ins": p.WriteIns, "comments": p.Comments, "proposals_until": clock.OrNil(p.ProposalsUntil),
	}
	for name, value := range map[string]int{"points_cap": p.PointsCap, "sets": p.Sets, "set_size": p.SetSize, "round": p.Round} {
		if value != 0 {
			fields[name] = value
		}
	}
	if p.Method == tally.Bracket {
		fields["seeds"], fields["round_ends"] = p.Seeds, p.RoundEnds
	}
	if p.Lots.Commitment != "" {
		fields["lot_commitment"] = p.Lots.Commitment
	}
	if p.CancelReason != "" {
		fields["reason"] = p.CancelReason
	}
	if p.VoidReason != "" {
		fields["void_reason"] = p.VoidReason
	}
	return fields
}

// frozen lists the fields in which terms differ from those that were published, spelling
// left aside.
func (p Poll) frozen(terms Terms) []fault.Field {
	return p.moved(terms, []string{
		"slug", "method", "options", "seats", "max_choices", "max_score", "points", "opens_at", "closes_at", "time_zone",
		"access", "network_cap", "results", "changes", "shuffle", "quorum", "minimum_share_milli", "none_option", "tie",
		"write_ins", "comments", "proposals_until", "points_cap", "sets", "set_size", "seeds", "round_ends",
	})
}

// moved lists which of some fields differ in terms.
func (p Poll) moved(terms Terms, fields []string) []fault.Field {
	was, will := p.unspelled(), Poll{Terms: terms}.unspelled()
	var wrong complaints
	for _, name := range fields {
		a, errA := json.Marshal(was[name])
		b, errB := json.Marshal(will[name])
		if errA != nil || errB != nil || string(a) != string(b) {
			wrong.add(name, ErrFrozenField)
		}
	}
	return wrong
}

// unspelled is the poll without its words.
func (p Poll) unspelled() map[string]any {
	type bare struct{ ID, Picture string }
	options := make([]bare, len(p.Options))
	for i, o := range p.Options {
		options[i].ID = string(o.ID)
		if o.Picture != nil {
			options[i].Picture = o.Picture.Hash
		}
	}
	fields := p.told()
	fields["options"] = options
	return fields
}
