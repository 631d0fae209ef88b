package handlers

import (
	"time"

	"kermesse/contests/photos"
)

type photoRulesBody struct {
	Award       string   `json:"award,omitempty" enum:"draw,best" doc:"A draw among the best, or the best themselves without a draw. Left out: draw."`
	Top         int      `json:"top,omitempty" minimum:"0" maximum:"500" doc:"Of a draw: how many of the best take part. Left out: 10."`
	JuryPercent int      `json:"jury_percent,omitempty" minimum:"0" maximum:"100" doc:"What the jury counts for. 0: the public alone; 100: the jury alone."`
	Criteria    []string `json:"criteria,omitempty" maxItems:"5" doc:"That jurors mark from 1 to 10 each. Left out: one mark for the whole."`
	Votes       string   `json:"votes,omitempty" enum:"contest,day" doc:"How often a person votes. Left out: once for the contest."`
	PerPeriod   int      `json:"votes_per_period,omitempty" minimum:"0" maximum:"20" doc:"Of a person, each for another photo. Left out: 1."`
	Hidden      bool     `json:"counts_hidden,omitempty" doc:"How many votes there are is told at closing."`
	UploadHours int      `json:"photos_end_hours,omitempty" minimum:"0" maximum:"1440" doc:"Before closing, from when on no photo is taken."`
	VoteHours   int      `json:"votes_end_hours,omitempty" minimum:"0" maximum:"1440" doc:"Before closing, from when on no vote is taken."`
	Minors      bool     `json:"under_age,omitempty" doc:"Who is under 18 may enter, with a parent's agreement by mail."`
	Uses        string   `json:"uses,omitempty" maxLength:"200" doc:"Where else photos may be shown: asked apart, optional."`
}

func (b *photoRulesBody) rules() *photos.Rules {
	if b == nil {
		return nil
	}
	return &photos.Rules{
		Award: photos.Award(b.Award), Top: b.Top, JuryPercent: b.JuryPercent, Criteria: b.Criteria, Votes: photos.Period(b.Votes), PerPeriod: b.PerPeriod,
		Hidden: b.Hidden, UploadHours: b.UploadHours, VoteHours: b.VoteHours, Minors: b.Minors, Uses: b.Uses,
	}
}

func photoRulesBodyOf(r *photos.Rules) *photoRulesBody {
	if r == nil {
		return nil
	}
	return &photoRulesBody{
		Award: string(r.Award), Top: r.Top, JuryPercent: r.JuryPercent, Criteria: r.Criteria, Votes: string(r.Votes), PerPeriod: r.PerPeriod,
		Hidden: r.Hidden, UploadHours: r.UploadHours, VoteHours: r.VoteHours, Minors: r.Minors, Uses: r.Uses,
	}
}

// photoBody is the photo of an entry.
type photoBody struct {
	Upload string           `json:"upload" doc:"As POST …/photo-uploads answered, once it is ready."`
	Alt    string           `json:"alt" maxLength:"160" doc:"What it shows, in a sentence."`
	Rights bool             `json:"rights" doc:"Its author took it, people in it agree, and the brand may show it on the contest's pages."`
	Uses   bool             `json:"wider_use,omitempty" doc:"It may be shown elsewhere, as the rules say."`
	Age    string           `json:"age,omitempty" enum:"adult,minor" doc:"Where the contest asks."`
	Parent *photoParentBody `json:"parent,omitempty" doc:"Of somebody under age."`
}

type photoParentBody struct {
	Name  string `json:"name" maxLength:"60"`
	Email string `json:"email"`
}

func (b *photoBody) form() photos.Form {
	if b == nil {
		return photos.Form{}
	}
	f := photos.Form{Upload: b.Upload, Alt: b.Alt, Rights: photos.Tick{Given: b.Rights}, Uses: photos.Tick{Given: b.Uses}, Age: b.Age}
	if b.Parent != nil {
		f.Parent = photos.Parent{Name: b.Parent.Name, Email: b.Parent.Email}
	}
	return f
}

// photoAnswer is a photo that everybody sees.
type photoAnswer struct {
	ID     string    `json:"id"`
	Author string    `json:"author"`
	Alt    string    `json:"alt"`
	Width  int       `json:"width"`
	Height int       `json:"height"`
	Images []string  `json:"images" doc:"Addresses of its files, the narrowest first."`
	URL    string    `json:"url" doc:"Of its page."`
	Votes  *int      `json:"votes,omitempty" doc:"Left out while the count is hidden."`
	SentAt time.Time `json:"sent_at"`
}

// ownPhotoAnswer is a photo as its own author, or staff, read of it.
type ownPhotoAnswer struct {
	ID     string    `json:"id"`
	State  string    `json:"state" enum:"held,waiting,published,refused,withdrawn"`
	Reason string    `json:"reason,omitempty"`
	Alt    string    `json:"alt"`
	SentAt time.Time `json:"sent_at"`
	Entry  string    `json:"entry,omitempty" doc:"Number of the entry; for staff."`
	Author string    `json:"author,omitempty" doc:"For staff."`
	Twins  int       `json:"same_picture,omitempty" doc:"Other entries with the same picture; for staff."`
	Minor  bool      `json:"under_age,omitempty"`
}

func tellOwnPhoto(p photos.Photo) ownPhotoAnswer {
	return ownPhotoAnswer{ID: string(p.ID), State: string(p.State), Reason: string(p.Reason), Alt: p.Alt, SentAt: p.SentAt, Minor: p.Minor}
}

// photoPlaceAnswer is a place of a ranking.
type photoPlaceAnswer struct {
	Rank   int    `json:"rank"`
	Photo  string `json:"photo"`
	Points string `json:"points" doc:"Of 100, three decimals."`
	Votes  int    `json:"votes"`
	Marks  int    `json:"marks" doc:"Sum of the jury's marks."`
	Jurors int    `json:"jurors" doc:"Who marked it."`
	Before string `json:"before_next_by,omitempty" enum:"points,jury,votes,sent-first,number"`
}

func tellPlaces(places []photos.Placed) []photoPlaceAnswer {
	out := make([]photoPlaceAnswer, len(places))
	for i, p := range places {
		out[i] = photoPlaceAnswer{
			Rank: p.Rank, Photo: p.ID, Points: p.Points().FloatString(3), Votes: p.Votes, Marks: p.Marks, Jurors: p.Jurors, Before: string(p.Before),
		}
	}
	return out
}
