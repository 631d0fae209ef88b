package frontend

import (
	"fmt"
	"html/template"
	"strings"
	"time"
)

// functions are what templates can call. They belong to one language.
func functions(x *texts) template.FuncMap {
	lang := x.lang
	return template.FuncMap{
		// words
		"t":    x.text,
		"n":    counted(x),
		"word": func(group string, value any) (string, error) { return x.text(fmt.Sprintf("%s.%v", group, value)) },
		"rich": x.rich,
		"tidy": Tidy,
		"list": func(items []string) string { return enumerate(lang, items) },

		// figures and times
		"int":          func(n any) (string, error) { return formatInt(lang, n, Int) },
		"signed":       func(n any) (string, error) { return formatInt(lang, n, Signed) },
		"pct":          func(share float64) string { return Percent(lang, share) },
		"wholepct":     func(share float64) string { return WholePercent(lang, share) },
		"decimal":      func(v float64, decimals int) string { return Decimal(lang, v, decimals) },
		"money":        func(code string, minor int64) string { return Money(lang, code, minor) },
		"bytes":        func(n any) (string, error) { return formatInt(lang, n, Bytes) },
		"moment":       func(t time.Time) string { return Moment(lang, t) },
		"day":          func(t time.Time) string { return Day(lang, t) },
		"shortday":     func(t time.Time) string { return ShortDay(lang, t) },
		"shortmoment":  func(t time.Time) string { return ShortMoment(lang, t) },
		"hour":         func(t time.Time) string { return Hour(lang, t) },
		"month":        func(t time.Time) string { return Month(lang, t) },
		"weekday":      func(t time.Time) string { return Weekday(lang, t) },
		"shortweekday": func(t time.Time) string { return ShortWeekday(lang, t) },
		"dayofmonth":   func(t time.Time) int { return t.Day() },
		"zone":         func(t time.Time) string { return Zone(lang, t) },
		"duration":     func(d time.Duration) string { return Duration(lang, d) },
		"when":         func(style string, t time.Time) (template.HTML, error) { return when(lang, style, t) },

		// addresses
		"href":            func(path string) string { return LocalPath(lang, path) },
		"brandPath":       BrandPath,
		"contestPath":     ContestPath,
		"actPath":         ActPath,
		"pollPath":        PollPath,
		"surveyPath":      SurveyPath,
		"memberPath":      MemberPath,
		"winnerCheckPath": WinnerCheckPath,
		"claimPath":       ClaimPath,
		"kioskPath":       func() string { return KioskPath },
		"tillPath":        TillPath,
		"howPath":         func() string { return HowPath },
		"logPath":         func() string { return LogPath },
		"adminPath":       AdminPath,
		"adminBrandPath":  AdminBrandPath,
		"asset":           loadedAssets().address,

		// building blocks
		"input":      newInput,
		"pairs":      named,
		"paragraphs": paragraphs,
		"add":        func(a, b int) int { return a + b },
		"less":       func(a, b int64) int64 { return a - b },
		"minus":      func(n int64) int64 { return -n },
		"bar":        barWidth,
		"spark":      newSparkline,
		"flows":      newFlowChart,
		"columns":    newColumns,
		"initial":    initial,
		"short":      short,
		"beacon":     func(label DrawLabel) (string, error) { return x.text(beaconKey(label)) },
		"swatches":   swatches,
		"country":    func(code string) string { return CountryName(lang, code) },
		"qr":         codeSVG,
		"factor":     func(bp int64) string { return "×" + Decimal(lang, float64(bp)/10000, 2) },

		// selects
		"choices":        plainChoices,
		"orNone":         orNone,
		"languages":      func() []Choice { return languageChoices },
		"wordChoices":    x.choices,
		"resultsChoices": func(rules []ResultsRule) ([]Choice, error) { return x.choices("results_rule", stringsOf(rules)...) },
		"linkChanged":    linkChanged,
		"holdChoices":    x.holdChoices,
	}
}

// counted lets templates count with any whole number.
func counted(x *texts) func(key string, n any, pairs ...any) (string, error) {
	return func(key string, n any, pairs ...any) (string, error) {
		whole, err := int64Of(n)
		if err != nil {
			return "", fmt.Errorf("text %s: %w", key, err)
		}
		return x.count(key, whole, pairs...)
	}
}

func formatInt(lang string, n any, format func(string, int64) string) (string, error) {
	whole, err := int64Of(n)
	if err != nil {
		return "", err
	}
	return format(lang, whole), nil
}

func int64Of(n any) (int64, error) {
	switch n := n.(type) {
	case int:
		return int64(n), nil
	case int64:
		return n, nil
	case uint64:
		return int64(n), nil
	default:
		return 0, fmt.Errorf("%v (%T) is no whole number", n, n)
	}
}

// rich is a message with one link: the words between brackets lead to href. Values are escaped, unless they are
// HTML already (a time written by when).
func (x *texts) rich(key, href string, pairs ...any) (template.HTML, error) {
	for i := 1; i < len(pairs); i += 2 {
		if _, safe := pairs[i].(template.HTML); !safe {
			pairs[i] = template.HTML(template.HTMLEscapeString(fmt.Sprint(pairs[i])))
		}
	}
	words, err := x.text(key, pairs...)
	if err != nil {
		return "", err
	}
	if href == "" {
		return template.HTML(words), nil
	}
	before, rest, opened := strings.Cut(words, "[")
	label, after, closed := strings.Cut(rest, "]")
	if !opened || !closed {
		return "", fmt.Errorf("text %s: no [words] for the link", key)
	}
	return template.HTML(before + `<a href="` + template.HTMLEscapeString(href) + `">` + label + "</a>" + after), nil
}

// when writes a time as an element that machines can read too. Styles: moment, day, shortday, shortmoment, hour.
func when(lang, style string, t time.Time) (template.HTML, error) {
	styles := map[string]func(string, time.Time) string{
		"moment": Moment, "day": Day, "shortday": ShortDay, "shortmoment": ShortMoment, "hour": Hour,
	}
	write, ok := styles[style]
	if !ok {
		return "", fmt.Errorf("no style of time %q", style)
	}
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + write(lang, t) + "</time>"), nil
}

// enumerate joins items as a sentence does: « a, b et c », "a, b and c".
func enumerate(lang string, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + either(lang, " et ", " and ") + items[last]
}

// paragraphs splits plain text at blank lines.
func paragraphs(text string) []string {
	var found []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			found = append(found, p)
		}
	}
	return found
}

// initial is the first letter of a name, for the round mark of a brand without logo.
func initial(name string) string {
	for _, letter := range name {
		return strings.ToUpper(string(letter))
	}
	return ""
}

// beaconKey is the text that names where a round comes from.
func beaconKey(label DrawLabel) string {
	if label == LabelTest {
		return "beacon.test"
	}
	return "beacon.drand"
}

// short is the beginning of a hash by which people compare two of them.
func short(hash string) string { return hash[:min(12, len(hash))] }

// plainChoices offers values that are their own words: codes, names of zones.
func plainChoices(values []string) []Choice {
	choices := make([]Choice, len(values))
	for i, value := range values {
		choices[i] = Choice{Value: value, Label: value}
	}
	return choices
}

// orNone offers choices after an empty one, which is called label.
func orNone(label string, choices []Choice) []Choice {
	return append([]Choice{{Label: label}}, choices...)
}

// languageChoices are the languages of the pages, each named in itself.
var languageChoices = []Choice{{"fr", "Français"}, {"en", "English"}}

// choices offers values whose words are in the texts under "<group>.<value>".
func (x *texts) choices(group string, values ...string) ([]Choice, error) {
	choices := make([]Choice, len(values))
	for i, value := range values {
		label, err := x.text(group + "." + value)
		if err != nil {
			return nil, err
		}
		choices[i] = Choice{Value: value, Label: label}
	}
	return choices, nil
}

func stringsOf[S ~string](values []S) []string {
	plain := make([]string, len(values))
	for i, value := range values {
		plain[i] = string(value)
	}
	return plain
}
