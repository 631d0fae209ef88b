package handlers

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/photos"
	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// photoAsk is what a form says of the photo that it asks for; nil where none is taken. In a
// rehearsal there is nowhere to send parts to.
func (a *App) photoAsk(c *fiber.Ctx, s stand) *frontend.PhotoAsk {
	rules := s.contest.Entry.Photos
	if rules == nil {
		return nil
	}
	at := s.contest.Photographed()
	ask := &frontend.PhotoAsk{
		Until: in(at.UploadsEnd(), s.contest.Location()), MaxMB: picture.MaxBytes >> 20, Accept: "image/jpeg,image/png,image/webp,image/gif",
		Part: photos.MaxPart, AsksAge: at.AsksAge(), Minors: rules.Minors, Rights: photos.RightsWords(s.brand.Name).In(lang(c)),
	}
	ask.Ended = !s.contest.PublishedAt.IsZero() && !a.Clock.Now().Before(at.UploadsEnd())
	if rules.Uses != "" {
		ask.Uses = photos.UsesWords(s.brand.Name, rules.Uses).In(lang(c))
	}
	// A tablet sends photos with the form: it keeps both where the network is gone.
	if at.TakesPhotos(a.Clock.Now()) && !s.contest.PublishedAt.IsZero() && placeOf(c) != frontend.KioskPath {
		ask.Uploads = uploadsPath(s.contest.Slug)
	}
	return ask
}

// uploadsPath is where photos are sent in parts: the API, which a page of ours may use too.
func uploadsPath(slug string) string {
	return "/api/v1/contests/" + url.PathEscape(slug) + "/photo-uploads"
}

// photoForm reads the photo of a form.
func (a *App) photoForm(c *fiber.Ctx, s stand, typed url.Values) (photos.Form, error) {
	ask := a.photoAsk(c, s)
	if ask == nil {
		return photos.Form{}, nil
	}
	form := photos.Form{
		Upload: typed.Get("upload"), Alt: typed.Get("photo_alt"), Age: typed.Get("photo_age"),
		Rights: photos.Tick{Given: typed.Get("photo_rights") == "yes", Text: ask.Rights},
		Uses:   photos.Tick{Given: typed.Get("photo_uses") == "yes", Text: ask.Uses},
		Parent: photos.Parent{Name: typed.Get("photo_parent_name"), Email: typed.Get("photo_parent_email")},
	}
	if form.Upload != "" {
		return form, nil
	}
	var err error
	form.Picture, err = a.sentPicture(c, "photo")
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.TooLarge) {
		return form, fault.Invalids(fault.From(err).At("photo"))
	}
	return form, err
}

// photoField is the field of a form that a part of a photo was typed in.
func photoField(name string) string {
	switch name {
	case "photo.alt", "photo.rights", "photo.age", "photo.parent_name", "photo.parent_email":
		return "photo_" + name[len("photo."):]
	}
	return name
}

// entryPhoto is the photo of an entry on the exit screen; nil where the contest takes none.
func (a *App) entryPhoto(c *fiber.Ctx, s stand, r contests.Receipt, form frontend.Form) (*frontend.EntryPhoto, error) {
	if s.contest.Entry.Photos == nil || r.Entry.Status == contests.EntryWithdrawn {
		return nil, nil
	}
	own, err := a.Contests.Photos().FindOwn(c.UserContext(), s.contest.Slug, r.Key)
	if err != nil && !errors.Is(err, photos.ErrNotFound) {
		return nil, err
	}
	now := a.Clock.Now()
	view := &frontend.EntryPhoto{
		Action: frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "photo"), State: string(own.State), Reason: own.Reason.Text().In(lang(c)),
		Parent: own.Parent.Email, Votes: own.Votes, Counts: own.Contest.ShowsVotes(now), Open: !own.Contest.Closed(now),
	}
	if own.ID != "" && own.State != photos.Withdrawn && own.Reason != photos.NoParent {
		shown := photoImage(own.Photo, 360, "")
		shown.URL = frontend.LocalPath(lang(c), frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "photo.jpg"))
		view.Photo = &shown
	}
	if own.State == photos.Published && r.Entry.Status != contests.EntryPending {
		view.Page = frontend.ContestPath(s.contest.Slug, "photos", string(own.ID))
	}
	if own.Again && r.Entry.Status != contests.EntryExcluded {
		view.Ask = a.photoAsk(c, s)
	}
	if form.Values.Has("photo_alt") {
		view.Form = form
	}
	return view, nil
}

// ownPhotoForm withdraws the photo of whoever holds a receipt, or takes another one.
func (a *App) ownPhotoForm(c *fiber.Ctx, s stand) error {
	ctx, key, typed := c.UserContext(), c.Params("key"), formValues(c)
	back := frontend.ContestPath(s.contest.Slug, "receipt", key)
	if typed.Get("act") == "withdraw" {
		if err := a.Contests.Photos().Withdraw(ctx, s.contest.Slug, key); err != nil {
			return err
		}
		return a.redirect(c, back, frontend.NoticePhotoGone)
	}
	form, err := a.photoForm(c, s, typed)
	if err == nil {
		err = a.Contests.Photos().Send(ctx, s.contest.Slug, key, form)
	}
	if err == nil {
		return a.redirect(c, back, frontend.NoticePhotoSent)
	}
	return a.refuseForm(c, err, func(status int, form frontend.Form) error {
		r, err := a.Contests.FindReceipt(ctx, s.contest.Slug, key)
		if err != nil {
			return err
		}
		for i := range form.Errors {
			form.Errors[i].Field = photoField(form.Errors[i].Field)
		}
		return a.renderExit(c, status, s, r, form)
	})
}

// sendOwnPhoto answers the photo of whoever holds a receipt, published or not.
func (a *App) sendOwnPhoto(c *fiber.Ctx, s stand) error {
	file, err := a.Contests.Photos().OwnFile(c.UserContext(), s.contest.Slug, c.Params("key"), 720)
	if err != nil {
		return err
	}
	return sendPrivateJPEG(c, file)
}

// sendPrivateJPEG answers a photo that not everybody may see.
func sendPrivateJPEG(c *fiber.Ctx, file photos.File) error {
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Send(file.JPEG)
}

// photoImage is the file of a photo that is the widest up to a width; under is the path that
// its address begins with.
func photoImage(p photos.Photo, most int, under string) frontend.Picture {
	width := p.Widths()[0]
	for _, w := range p.Widths() {
		if w <= most {
			width = w
		}
	}
	return frontend.Picture{URL: under, Alt: p.Alt, Width: width, Height: p.HeightAt(width)}
}
