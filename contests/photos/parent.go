package photos

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
)

// parentMails is how many parents' mails one address gets in a day: anybody can type somebody
// else's.
const parentMails = 5

// Confirmed follows an entry that counts from now on, or a new photo of one: staff have it to
// look at, or a parent who must agree is written to, once. It is part of the caller's
// transaction.
func (s *Service) Confirmed(ctx context.Context, tx *db.DB, c Contest, entry string) error {
	waiting, err := selectPhotos(ctx, tx, "WHERE p.entry_id = ? AND p.state = 'waiting'", entry)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		if err := s.host.TellPhoto(ctx, tx, NewsSubmitted, p, "", s.clock.Now()); err != nil {
			return err
		}
	}
	return s.askParent(ctx, tx, c, entry)
}

func (s *Service) askParent(ctx context.Context, tx *db.DB, c Contest, entry string) error {
	found, err := selectPhotos(ctx, tx, "WHERE p.entry_id = ? AND p.state = 'held' AND p.parent_told = 0", entry)
	if err != nil || len(found) == 0 {
		return err
	}
	p := found[0]
	parent, err := s.parentOf(p)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	n, err := rate.Hit(ctx, tx, rate.NewName(s.keys.rate, "parent", parent.Email), 24*time.Hour, now)
	if err != nil || n > parentMails {
		return err
	}
	to := fan.Contact{Kind: fan.ContactEmail, Value: parent.Email}
	if bears, err := s.fans.Bears(ctx, tx, to); err != nil || !bears {
		return err
	}
	if first, err := updateAsked(ctx, tx, p.ID, now); err != nil || !first {
		return err
	}
	who, err := s.host.Entrant(ctx, tx, entry)
	if err != nil {
		return err
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	m := mail.Compose(mail.ParentAsked{
		Brand: brand.Name, Contest: c.TitleIn(p.Locale), Parent: parent.Name, Child: who.Name,
		Link: s.page(c, p.Locale, "photos/agree/"+s.parentKey(p.ID)),
	}, parent.Email, p.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.outbox.Enqueue(ctx, tx, m)
}

// parentKey is the last part of the address at which a parent answers.
func (s *Service) parentKey(id ID) string {
	return string(id) + "." + base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.parent, string(id))[:12])
}

// Asked is a photo as the parent sees it who is asked about it.
type Asked struct {
	Photo
	Contest Contest
	Parent  Parent
	Child   string
	Words   fault.Text // what they agree to
}

// FindAsked returns the photo that a parent is asked about. Faults: ErrParentLink.
func (s *Service) FindAsked(ctx context.Context, slug, key string) (Asked, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Asked{}, err
	}
	id, _, _ := strings.Cut(key, ".")
	if !secret.Equal(key, s.parentKey(ID(id))) {
		return Asked{}, ErrParentLink
	}
	p, err := find(ctx, s.db, c, ID(id))
	if err != nil || !p.Minor || p.State == Withdrawn {
		return Asked{}, ErrParentLink
	}
	a := Asked{Photo: p, Contest: c}
	if a.Parent, err = s.parentOf(p); err != nil {
		return Asked{}, err
	}
	who, err := s.host.Entrant(ctx, s.db, p.Entry)
	if err != nil {
		return Asked{}, err
	}
	brand, err := account.FindBrand(ctx, s.db, c.Brand)
	if err != nil {
		return Asked{}, err
	}
	a.Child, a.Words = who.Name, ParentWords(brand.Name, a.Parent.Name, who.Name)
	return a, nil
}

// AskedFile returns a file of the photo that a parent is asked about.
func (s *Service) AskedFile(ctx context.Context, slug, key string, width int) (File, error) {
	a, err := s.FindAsked(ctx, slug, key)
	if err != nil {
		return File{}, err
	}
	return s.file(ctx, a.Photo, width)
}

// Agree takes a parent's answer: the photo goes on to staff, or never does. tick is the box
// beside the words of Asked, in a language. Faults: ErrParentLink, ErrParentAnswered; ErrParentTick
// on the field agree.
func (s *Service) Agree(ctx context.Context, slug, key string, yes, tick bool, lang string) error {
	a, err := s.FindAsked(ctx, slug, key)
	if err != nil {
		return err
	}
	if yes && !tick {
		return fault.Invalids(ErrParentTick.At("agree"))
	}
	to, reason, words := Waiting, Reason(""), a.Words.In(lang)
	if !yes {
		to, reason, words = Refused, NoParent, ""
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		changed, err := updateAgreed(ctx, tx, a.ID, to, reason, words, now)
		if err != nil {
			return err
		}
		if !changed {
			return ErrParentAnswered
		}
		if yes {
			return s.host.TellPhoto(ctx, tx, NewsSubmitted, a.Photo, "", now)
		}
		if err := deleteFiles(ctx, tx, a.ID); err != nil {
			return err
		}
		return s.tellDecided(ctx, tx, a.Contest, a.Photo, Refused, NoParent, now)
	})
}

// RightsWords are what an entrant ticks, apart from the rules.
func RightsWords(brand string) fault.Text {
	if brand == "" {
		return fault.Text{
			FR: RightsWords("l’organisation").FR, EN: RightsWords("the organiser").EN,
		}
	}
	return fault.Text{
		FR: fmt.Sprintf("J’ai pris cette photo, les personnes que l’on y reconnaît sont d’accord, et %s peut la montrer, avec mon prénom, sur les pages de ce concours. Je peux la retirer à tout moment.", brand),
		EN: fmt.Sprintf("I took this photo, the people who can be recognised in it agree, and %s may show it, with my first name, on the pages of this contest. I can withdraw it at any time.", brand),
	}
}

// UsesWords are what an entrant may tick beside, where the brand would like to show photos
// elsewhere.
func UsesWords(brand, uses string) fault.Text {
	if brand == "" {
		return fault.Text{FR: UsesWords("L’organisation", uses).FR, EN: UsesWords("The organiser", uses).EN}
	}
	return fault.Text{
		FR: fmt.Sprintf("%s peut aussi montrer ma photo ailleurs\u00a0: %s.", brand, uses),
		EN: fmt.Sprintf("%s may also show my photo elsewhere: %s.", brand, uses),
	}
}

// ParentWords are what a parent agrees to.
func ParentWords(brand, parent, child string) fault.Text {
	return fault.Text{
		FR: fmt.Sprintf("Je suis %s, parent ou tuteur de %s, et j’accepte que cette photo participe au concours et que %s la montre, avec ce prénom, sur les pages du concours.", parent, child, brand),
		EN: fmt.Sprintf("I am %s, parent or guardian of %s, and I agree that this photo takes part in the contest and that %s shows it, with this first name, on the pages of the contest.", parent, child, brand),
	}
}
