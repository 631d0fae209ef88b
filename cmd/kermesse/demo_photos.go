package main

import (
	"bytes"
	"context"
	"time"

	"kermesse/contests"
	"kermesse/contests/photos"
)

const photoContest = "votre-glace-en-photo"

// photoContestForm is open: three photos are published, the fourth waits for the brand.
func photoContestForm(s *seeder) contests.Form {
	form := contests.Form{
		Slug: photoContest, Title: "Votre glace en photo",
		Description: "Photographiez votre glace là où vous la mangez. Les dix photos les mieux classées prennent part au tirage.",
		OpensAt:     s.before(4 * day).Format(time.RFC3339), ClosesAt: s.evening(12).Format(time.RFC3339),
		Source: contests.SourceTest, Entry: demoEntryRules(),
		Prizes: []contests.Prize{{Name: "Un atelier pour deux", Winners: 1, Alternates: 2, ValueMinor: 9000, Currency: "EUR"}},
	}
	form.Entry.Photos = &photos.Rules{
		Award: photos.AwardDraw, Top: 10, JuryPercent: 40, Votes: photos.PerContest, PerPeriod: 1, UploadHours: 48, Minors: true, Uses: "sur nos affiches et en boutique",
	}
	return form
}

const demoPhotoSize = 360 // pixels a side: the demo starts quickly

// planPhotos has fans send photos, the brand publish all but the last, and others vote.
func (s *seeder) planPhotos() {
	s.planContest(photoContestForm(s), s.before(4*day+time.Hour))
	ids := make([]photos.ID, 4)
	for i := range ids {
		at := s.before(3*day - time.Duration(i)*5*time.Hour)
		s.plan(at, func(ctx context.Context) (err error) {
			ids[i], err = s.sendPhoto(ctx, i)
			return err
		})
		if i == len(ids)-1 {
			break
		}
		s.plan(at.Add(time.Hour), func(ctx context.Context) error {
			return s.h.contests.Photos().Decide(ctx, s.owner, photoContest, ids[i], true, "")
		})
	}
	for voter := 4; voter < demoMembers; voter++ {
		s.plan(s.before(time.Duration(48-voter)*time.Hour), func(ctx context.Context) error {
			_, err := s.h.contests.Photos().Vote(ctx, photoContest, ids[voter*voter%7%3], photos.Ballot{As: s.fans[voter].ID})
			return err
		})
	}
}

// sendPhoto enters a fan with a photo of a flavour.
func (s *seeder) sendPhoto(ctx context.Context, i int) (photos.ID, error) {
	f := flavours[i]
	drawn, err := iceCream(demoPhotoSize, f.scoop, f.backdrop)
	if err != nil {
		return "", err
	}
	sent, err := s.h.contests.Photos().Read(ctx, bytes.NewReader(drawn))
	if err != nil {
		return "", err
	}
	in, err := s.h.contests.Enter(ctx, photoContest, contests.EntryForm{
		As: s.fans[i].ID, Name: demoFirstName(i), Rules: contests.Tick{Given: true}, Locale: "fr", Source: contests.FromForm,
		Photo: photos.Form{
			Picture: &sent, Alt: f.alt.FR, Age: photos.AgeAdult,
			Rights: photos.Tick{Given: true, Text: photos.RightsWords(s.brand.Name).FR}, Uses: photos.Tick{Given: i%2 == 0},
		},
	})
	if err != nil {
		return "", err
	}
	r, err := s.h.contests.ReceiptOf(ctx, in.Entry.ID)
	if err != nil {
		return "", err
	}
	own, err := s.h.contests.Photos().FindOwn(ctx, photoContest, r.Key)
	return own.ID, err
}
