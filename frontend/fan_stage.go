package frontend

import "html/template"

// StagePage is "/c/{slug}/draw/stage": a draw for an audience, on a whole screen. It shows what is decided and cannot
// decide anything; the names are not in it, they are asked for one by one when they are revealed.
type StagePage struct {
	Frame
	Slug        string
	Title       string
	Mode        StageMode
	Format      StageFormat
	Picture     *Picture // unused by the show itself, for shared links
	Entries     int
	Fingerprint string // of the sealed list; empty before
	Steps       []StageStep
	Roll        []string // names that run past before the one that was drawn; they suggest nothing about chances
	Wheel       []string // all names, where they are few enough and their chances equal; the stage turns a wheel then
	NamesHref   string   // replay: "/" and the number of a step after it give its names
	CuesHref    string   // live: stream of cues
	SeenHref    string   // live, with the key: where the stage says that it is there
	DrawHref    string   // page of the draw, in words and as a code
}

// Template names the page's template.
func (StagePage) Template() string { return "fan/stage" }

func (StagePage) sheet() string { return "stage.css" }

func (p StagePage) sharePicture() *Picture { return p.Picture }

// StageMode says who leads the show.
type StageMode string

// Modes of a stage.
const (
	StageReplay    StageMode = "replay"    // whoever looks at it
	StageLive      StageMode = "live"      // the console
	StageRehearsal StageMode = "rehearsal" // the operator, with invented names
	StageNothing   StageMode = "nothing"   // there is nothing to show yet
)

// StageFormat is the shape of the picture that is shown or filmed.
type StageFormat string

// Formats of a stage.
const (
	StageAuto     StageFormat = "auto"     // as the screen is
	StageWide     StageFormat = "wide"     // 16:9
	StageVertical StageFormat = "vertical" // 9:16
)

// StageStep is one reveal: a unit of a prize, or all units of a prize that has many.
type StageStep struct {
	Prize string
	Of    int      // names that it reveals
	Names []string // of a rehearsal: invented
}

// Show is what the script needs.
func (p StagePage) Show() map[string]any {
	steps := make([]map[string]any, len(p.Steps))
	for i, step := range p.Steps {
		steps[i] = map[string]any{"prize": step.Prize, "of": step.Of, "names": step.Names}
	}
	return map[string]any{
		"mode": p.Mode, "steps": steps, "roll": p.Roll, "wheel": p.Wheel, "names": p.NamesHref, "cues": p.CuesHref, "seen": p.SeenHref,
	}
}

// Code is the address of the draw's page to scan: one path of squares on white.
func (p StagePage) Code() (template.HTML, error) { return codeSVG(p.BaseURL + p.DrawHref) }

// Address is the same in words.
func (p StagePage) Address() string { return shownAddress(p.BaseURL + p.DrawHref) }

// InventedNames are people who do not exist, as short as names are published, for rehearsals.
func InventedNames() []string {
	return []string{
		"Awa D.", "Priya S.", "Jean-Christophe L.", "Zoë M.", "Kevin R.", "Fatou N.", "Li Wei C.", "Marie-Ange B.", "Ousmane K.",
		"Inès T.", "Ravi P.", "Camille G.", "Aminata S.", "Hugo V.", "Nadia F.", "Théo A.",
	}
}
