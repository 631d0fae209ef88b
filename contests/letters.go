package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// sentLetter is a mail about an entry, as the evidence tells of it.
type sentLetter struct {
	Number    string // of the entry
	Kind      mail.Kind
	Locale    string
	Recipient string // masked; empty once the person was forgotten
	QueuedAt  time.Time
}

// post queues a mail about an entry and keeps which kind it was, when, and to whom,
// masked: for years, where the outbox forgets after a month.
func (s *Service) post(ctx context.Context, tx *db.DB, e Entry, to fan.Contact, m mail.Message) error {
	if err := s.outbox.Enqueue(ctx, tx, m); err != nil {
		return err
	}
	return insertLetter(ctx, tx, e, m.Kind, to.Masked(), s.clock.Now())
}

// specimens are the letters that a contest sends, with the names of what differs from
// one to the next.
func (c Contest) specimens(brand string) []mail.Letter {
	reason := fault.Text{FR: "{motif}", EN: "{reason}"}
	date := same("{date}")
	win := mail.Win{Brand: brand, Name: "{name}", Title: c.Title, Prize: "{prize}", Number: "{number}", Code: "{code}", Word: "{word}"}
	return []mail.Letter{
		mail.EntryReceipt{
			Brand: brand, Contest: c.Title, Number: "{number}", Tickets: 1, DrawnOn: "{date}", Link: "{receipt}", DataLink: "{data}", Note: "{note}",
			Word: "{word}",
		},
		mail.EntryMissing{Brand: brand, Contest: c.Title, Number: "{number}", ClosesOn: "{date}", Link: "{receipt}"},
		mail.SlipReviewed{Brand: brand, Contest: c.Title, Shop: "{shop}", Number: "{number}", Reason: reason, Link: "{receipt}"},
		mail.ProofRefused{Brand: brand, Contest: c.Title, Action: "{action}", Reason: "{reason}", Link: "{receipt}"},
		mail.PrizeWon{Win: win, Due: date, Check: "{check}", Link: "{claim}", Draw: "{draw}"},
		mail.ClaimReminder{Win: win, Due: date, Check: "{check}", Link: "{claim}"},
		mail.PrizeAccepted{Win: win, Sent: true, Link: "{claim}"},
		mail.PrizeSent{Win: win, Carrier: "{carrier}", Tracking: "{tracking}", Link: "{claim}"},
		mail.PrizeLost{Brand: brand, Name: "{name}", Title: c.Title, Prize: "{prize}", Number: "{number}", Reason: reason, Until: date, Link: "{draw}", Word: "{word}"},
		mail.EntryExcluded{
			Brand: brand, Title: c.Title, Number: "{number}", Reason: reason, Until: fault.Text{FR: "{date}", EN: "{date}"}, Link: "{receipt}",
		},
		mail.EntryRestored{Brand: brand, Title: c.Title, Number: "{number}", Link: "{receipt}"},
		mail.AppealDismissed{Brand: brand, Title: c.Title, Number: "{number}", Reason: reason, Link: "{receipt}"},
		mail.ListSealed{
			Brand: brand, Title: c.Title, Number: "{number}", Commit: "{hash}", Entries: 2, DrawnOn: "{date}", Link: "{receipt}", Page: "{draw}", Word: "{word}",
		},
		mail.RulesAmended{Brand: brand, Title: c.Title, Number: "{number}", No: 1, Reason: "{reason}", Link: "{rules}"},
	}
}
