package frontend

import (
	"strconv"
	"time"
)

// AdminShowPage is "contests"/slug/"show": the console of the stage. What is drawn is drawn; here the operator says when
// each name is shown, and learns it when the audience does. Its forms post to its own address; fields: act (hold, publish,
// cue), hours, phase, step.
type AdminShowPage struct {
	AdminFrame
	Slug          string
	Title         string
	State         CampaignState
	Drawn         bool
	Hours         int       // names are held for that long after the draw at most; 0: not at all
	HeldUntil     time.Time // names are held now, until then at the latest
	StageHref     string    // with the key; empty for who may not lead the show
	VerticalHref  string
	RehearsalHref string
	Stage         StageLine
	StatusHref    string // where the line comes from
	Cues          []StageCue
	Next          *StageCue // nil: everything was shown
	Form          Form
}

// Template names the page's template.
func (AdminShowPage) Template() string { return "admin/show" }

// Section names the entry of the bar that leads here.
func (AdminShowPage) Section() string { return "campaigns" }

func (AdminShowPage) script() string { return "console.js" }

// StageLine says whether the stage is there; the sentence is made by Renderer.StageWords.
type StageLine struct {
	There bool
	Words string
}

// StageCue is one reveal as the console lists it, and what the stage can be told about it.
type StageCue struct {
	Step    int
	Prize   string
	Of      int    // names that it reveals
	Phase   string // title, prize or reveal: what Next tells the stage
	Shown   bool   // was revealed
	Current bool   // is on the stage
}

// Number is the step counted from 1.
func (c StageCue) Number() int { return c.Step + 1 }

// HoldHours are the choices of how long names are held after a draw.
var HoldHours = []int{0, 1, 2, 3, 6, 12, 24}

// holdChoices are HoldHours in words.
func (x *texts) holdChoices() ([]Choice, error) {
	choices := make([]Choice, len(HoldHours))
	for i, hours := range HoldHours {
		label, err := x.count("show.hold_hours", int64(hours))
		if hours == 0 {
			label, err = x.text("show.hold_none")
		}
		if err != nil {
			return nil, err
		}
		choices[i] = Choice{Value: strconv.Itoa(hours), Label: label}
	}
	return choices, nil
}

// StageWords says since when the stage is not there: seconds is how long ago it was last seen, negative for never.
func (r *Renderer) StageWords(lang string, seconds int) StageLine {
	const lost = 5 // seconds: two of its words have not come
	switch {
	case seconds < 0:
		return StageLine{Words: r.Text(lang, "show.stage_never")}
	case seconds < lost:
		return StageLine{There: true, Words: r.Text(lang, "show.stage_there")}
	}
	since := strconv.Itoa(seconds) + nbsp + "s"
	if seconds >= 60 {
		since = Duration(lang, time.Duration(seconds)*time.Second)
	}
	return StageLine{Words: r.Text(lang, "show.stage_lost", "Time", since)}
}
