package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/contests/photos"
	"kermesse/frontend"
)

// photosSection is whether people enter with photos, and who wins by them.
func photosSection() editSection {
	return editSection{
		key: "photos", faults: []string{"entry.photos"}, fields: photosFields, read: readPhotos,
		used: func(c contests.Contest) bool { return c.Entry.Photos != nil },
		field: func(path string) string {
			name := path[strings.LastIndexByte(path, '.')+1:]
			switch name, _, _ = strings.Cut(name, "["); name {
			case "photos":
				return name
			case "jury_percent":
				return "photo_jury"
			}
			return "photo_" + name
		},
		page: func(_ *App, _ *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestPhotosPage{ContestEditFrame: frame}
		},
	}
}

func photosFields(c contests.Contest) url.Values {
	r := c.Entry.Photos
	if r == nil {
		return values("photos", "none", "photo_award", string(photos.AwardDraw), "photo_jury", "0", "photo_votes", string(photos.PerContest),
			"photo_per_period", "1", "photo_upload_hours", "48", "photo_vote_hours", "0")
	}
	return values("photos", "take", "photo_award", string(r.Award), "photo_top", count(r.Top, 0), "photo_jury", strconv.Itoa(r.JuryPercent),
		"photo_criteria", strings.Join(r.Criteria, "\n"), "photo_votes", string(r.Votes), "photo_per_period", count(r.PerPeriod, 0),
		"photo_hidden", ticked(r.Hidden), "photo_upload_hours", strconv.Itoa(r.UploadHours), "photo_vote_hours", strconv.Itoa(r.VoteHours),
		"photo_minors", ticked(r.Minors), "photo_uses", r.Uses)
}

func readPhotos(e *contestEdit, f *contests.Form) {
	if f.Entry.Photos = nil; e.values.Get("photos") != "take" {
		return
	}
	f.Entry.Photos = &photos.Rules{
		Award: photos.Award(e.values.Get("photo_award")), Top: e.number("entry.photos.top", e.values.Get("photo_top"), 0),
		JuryPercent: e.number("entry.photos.jury_percent", e.values.Get("photo_jury"), 0), Criteria: textLines(e.values.Get("photo_criteria")),
		Votes: photos.Period(e.values.Get("photo_votes")), PerPeriod: e.number("entry.photos.per_period", e.values.Get("photo_per_period"), 1),
		Hidden: e.values.Get("photo_hidden") == "yes", UploadHours: e.number("entry.photos.upload_hours", e.values.Get("photo_upload_hours"), 0),
		VoteHours: e.number("entry.photos.vote_hours", e.values.Get("photo_vote_hours"), 0), Minors: e.values.Get("photo_minors") == "yes",
		Uses: e.values.Get("photo_uses"),
	}
}
