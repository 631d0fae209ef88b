package main

import (
	"context"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/webhook"
	"kermesse/loyalty"
	"kermesse/polls"
)

// hooks is where what happens in a domain becomes what receivers read. The domains do not
// know the house's webhooks: each says what happened in an interface of its own.
type hooks struct {
	webhooks *webhook.Service
	base     string
}

// Listening implements the announcers of all domains.
func (h hooks) Listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error) {
	return h.webhooks.Listening(ctx, tx, brand)
}

// pointTypes are the types of what the books take.
var pointTypes = map[loyalty.EventKind]webhook.Type{
	loyalty.EventEarned: webhook.PointsEarned, loyalty.EventAvailable: webhook.PointsAvailable,
	loyalty.EventRedeemed: webhook.PointsRedeemed, loyalty.EventExpired: webhook.PointsExpired,
	loyalty.EventAdjusted: webhook.PointsAdjusted, loyalty.EventReversed: webhook.PointsReversed,
	loyalty.EventTransferred: webhook.PointsTransferred,
	loyalty.EventTierReached: webhook.TierReached, loyalty.EventTierLost: webhook.TierLost,
	loyalty.EventIssued: webhook.VoucherIssued, loyalty.EventUsed: webhook.VoucherRedeemed, loyalty.EventErased: webhook.MemberErased,
}

// AnnouncePoints implements loyalty.Announcer.
func (h hooks) AnnouncePoints(ctx context.Context, tx *db.DB, events []loyalty.Event) error {
	told := make([]webhook.Event, len(events))
	for i, e := range events {
		told[i] = webhook.Event{Brand: e.Brand, Type: pointTypes[e.Kind], At: e.At, Fan: e.Fan, Data: pointData(e)}
	}
	return h.webhooks.Announce(ctx, tx, told...)
}

func pointData(e loyalty.Event) any {
	switch e.Kind {
	case loyalty.EventTierReached, loyalty.EventTierLost:
		return webhook.Tier{
			Member: e.Member, Transaction: string(e.Txn), Tier: e.Tier, Level: e.Level, Former: e.Former, Until: unlessZero(e.Until),
		}
	case loyalty.EventIssued, loyalty.EventUsed:
		return webhook.Voucher{Member: e.Member, Transaction: string(e.Txn), Reward: e.Rule, Points: e.Points, ExpiresAt: unlessZero(e.Expires)}
	case loyalty.EventErased:
		return webhook.Member{Member: e.Member}
	default:
		return webhook.Points{
			Member: e.Member, Transaction: string(e.Txn), Operation: string(e.Operation), Ref: string(e.Ref), Rule: e.Rule,
			Points: e.Points, Pending: e.Pending, AvailableAt: unlessZero(e.Available), ExpiresAt: unlessZero(e.Expires), To: e.To,
			Balance: webhook.PointBalance(e.Balances),
		}
	}
}

// unlessZero leaves out a time that is not.
func unlessZero(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// winnerTypes are the types of what is told of a winner.
var winnerTypes = map[contests.EventKind]webhook.Type{
	contests.EventPromoted: webhook.WinnerPromoted, contests.EventAccepted: webhook.WinnerAccepted,
	contests.EventDeclined: webhook.WinnerDeclined, contests.EventExpired: webhook.WinnerExpired,
	contests.EventReceived: webhook.PrizeReceived,
}

// photoTypes are the types of what is told of a photo.
var photoTypes = map[contests.EventKind]webhook.Type{
	contests.EventPhotoSubmitted: webhook.PhotoSubmitted, contests.EventPhotoPublished: webhook.PhotoPublished,
	contests.EventPhotoRefused: webhook.PhotoRefused,
}

// AnnounceContest implements contests.Announcer.
func (h hooks) AnnounceContest(ctx context.Context, tx *db.DB, e contests.Event) error {
	told := webhook.Event{Brand: e.Contest.Brand, At: e.At, Fan: e.Fan}
	page := h.base + "/c/" + e.Contest.Slug
	switch e.Kind {
	case contests.EventConfirmed:
		told.Type, told.Data = webhook.EntryConfirmed, webhook.Entry{Contest: e.Contest.Slug, Entry: e.Entry.Number, Tickets: int64(e.Entry.Tickets)}
	case contests.EventClosed:
		told.Type, told.Data = webhook.ContestClosed, webhook.Contest{Contest: e.Contest.Slug, Title: e.Contest.Title, Page: page, Closed: e.At.UTC()}
	case contests.EventDrawn:
		told.Type, told.Data = webhook.ContestDrawn, webhook.Draw{
			Contest: e.Contest.Slug, Title: e.Contest.Title, Attempt: e.Attempt, Label: e.Label, Winners: e.Winners,
			Entries: e.Entries, Tickets: e.Tickets, Page: page + "/draw",
		}
	case contests.EventPhotoSubmitted, contests.EventPhotoPublished, contests.EventPhotoRefused:
		photo := webhook.Photo{Contest: e.Contest.Slug, Photo: e.Photo, Entry: e.Entry.Number, Reason: e.Reason}
		if e.Kind == contests.EventPhotoPublished {
			photo.Page = page + "/photos/" + e.Photo
		}
		told.Type, told.Data = photoTypes[e.Kind], photo
	default:
		told.Type, told.Data = winnerTypes[e.Kind], webhook.Winner{
			Contest: e.Contest.Slug, Attempt: e.Attempt, Prize: e.Prize, Place: e.Place, Entry: e.Entry.Number,
		}
	}
	return h.webhooks.Announce(ctx, tx, told)
}

// AnnouncePoll implements polls.Announcer.
func (h hooks) AnnouncePoll(ctx context.Context, tx *db.DB, e polls.Event) error {
	told := webhook.Event{Brand: e.Poll.Brand, At: e.At}
	brand, err := account.FindBrand(ctx, tx, e.Poll.Brand)
	if err != nil {
		return err
	}
	title := e.Poll.Title.In(brand.Locale)
	switch e.Kind {
	case polls.EventClosed:
		told.Type, told.Data = webhook.PollClosed, webhook.Poll{Poll: e.Poll.Slug, Title: title, Closed: e.At.UTC(), Ballots: e.Ballots}
	case polls.EventPublished:
		winners := make([]string, len(e.Winners))
		for i, w := range e.Winners {
			winners[i] = w.In(brand.Locale)
		}
		told.Type, told.Data = webhook.ResultPublished, webhook.Result{
			Poll: e.Poll.Slug, Title: title, Method: string(e.Poll.Method), Ballots: e.Ballots, Winners: winners, Page: h.base + "/p/" + e.Poll.Slug + "/results",
		}
	}
	return h.webhooks.Announce(ctx, tx, told)
}

var (
	_ loyalty.Announcer  = hooks{}
	_ contests.Announcer = hooks{}
	_ polls.Announcer    = hooks{}
)
