package agenda

import (
	"context"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// atOnce is how many reminders one run sends; the rest waits for the next.
const atOnce = 200

// Remind mails about each post whose reminder is due and which is still to be published. A
// post whose time has passed by more than a day is not worth a mail any more: a server that
// slept for long wakes nobody.
func (s *Service) Remind(ctx context.Context) error {
	due, err := selectDue(ctx, s.db, s.clock.Now(), atOnce)
	if err != nil {
		return err
	}
	for _, p := range due {
		if err := s.remind(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// remind claims the reminder and queues its mails in one transaction, so that of two nodes
// one does, and a crash loses none.
func (s *Service) remind(ctx context.Context, p Post) error {
	team, err := s.team.ListTeam(ctx, account.SystemActor(p.Brand))
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		mine, err := claimReminder(ctx, tx, p, s.clock.Now())
		if err != nil || !mine {
			return err
		}
		brand, err := account.FindBrand(ctx, tx, p.Brand)
		if err != nil {
			return err
		}
		for _, u := range recipients(team, p.Author) {
			m := mail.Compose(mail.PostReminder{
				Brand: brand.Name, Title: p.Title, Channel: p.Channel, At: p.At.In(brand.Location()), Ready: p.State == Ready,
				Link: s.baseURL + "/" + u.Locale + "/admin/b/" + brand.Slug + "/calendar/posts/" + string(p.ID),
			}, u.Email, u.Locale)
			m.Brand = string(p.Brand)
			if err := s.outbox.Enqueue(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// recipients are the author, or the owners if the author has left the team.
func recipients(team []account.Member, author account.UserID) []account.User {
	var owners []account.User
	for _, m := range team {
		if m.User.ID == author {
			return []account.User{m.User}
		}
		if m.Role == account.Owner {
			owners = append(owners, m.User)
		}
	}
	return slices.Clip(owners)
}
