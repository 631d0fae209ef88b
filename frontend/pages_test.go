package frontend

import (
	"bytes"
	"html/template"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// samples are all pages in all states, in one language.
func samples(lang string) []sample {
	all := append(fanSamples(lang), append(deskSamples(lang), append(placesSamples(lang), append(lawSamples(lang), kioskSamples(lang)...)...)...)...)
	all = append(append(all, webhookSamples(lang)...), letterSamples(lang)...)
	all = append(append(append(all, campaignDeskSamples(lang)...), append(contestEditSamples(lang), entrySamples(lang)...)...), loyaltyDeskSamples(lang)...)
	all = append(all, pointsDeskSamples(lang)...)
	all = append(all, tillSamples(lang)...)
	all = append(append(all, claimSamples(lang)...), claimDeskSamples(lang)...)
	return append(all, listSamples(lang)...)
}

func newRenderer(t *testing.T) *Renderer {
	t.Helper()
	renderer, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return renderer
}

// leaks are signs of a template that shows its own workings.
var leaks = regexp.MustCompile(`<no value>|&lt;no value&gt;|%!|\{\{|\}\}|ZgotmplZ|&lt;nil&gt;|0001-01-01|janvier\W+1\b|undefined`)

var styles = regexp.MustCompile(`(?s)<style>.*?</style>`)

func TestEveryPageInEveryStateAndLanguage(t *testing.T) {
	renderer := newRenderer(t)
	for _, lang := range Languages {
		for _, s := range samples(lang) {
			t.Run(lang+"/"+s.name, func(t *testing.T) {
				page, err := renderer.RenderBytes(s.page)
				if err != nil {
					t.Fatal(err)
				}
				if found := leaks.Find(styles.ReplaceAll(page, nil)); found != nil {
					t.Errorf("the page shows %q", found)
				}
				checkDocument(t, page, lang)
			})
		}
	}
}

// checkDocument holds every page to what all pages promise.
func checkDocument(t *testing.T, page []byte, lang string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, fors, headings := map[string]int{}, []string{}, 0
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		if node.Data == "html" && attribute(node, "lang") != lang {
			t.Errorf("lang is %q", attribute(node, "lang"))
		}
		if node.Data == "h1" && !inTemplate(node) {
			headings++
		}
		if id := attribute(node, "id"); id != "" {
			ids[id]++
		}
		if node.Data == "label" {
			fors = append(fors, attribute(node, "for"))
		}
		checkElement(t, node)
	}
	if headings != 1 {
		t.Errorf("%d h1, want 1", headings)
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	for _, target := range fors {
		if ids[target] == 0 {
			t.Errorf("a label is for %q, which is not there", target)
		}
	}
}

// inTemplate holds for what a script may show later, in place of the page's own content.
func inTemplate(node *html.Node) bool {
	for above := range node.Ancestors() {
		if above.Data == "template" {
			return true
		}
	}
	return false
}

// checkElement refuses what the content security policy would block and forms that could not be sent safely.
func checkElement(t *testing.T, node *html.Node) {
	t.Helper()
	for _, a := range node.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			t.Errorf("<%s %s=…> would be blocked", node.Data, a.Key)
		}
	}
	switch node.Data {
	case "img":
		if attribute(node, "width") == "" || attribute(node, "height") == "" {
			t.Errorf("picture %s has no size", attribute(node, "src"))
		}
	case "a":
		if href := attribute(node, "href"); href == "" || strings.HasPrefix(href, "javascript:") {
			t.Errorf("link to %q", href)
		}
	case "form":
		checkForm(t, node)
	}
}

func checkForm(t *testing.T, form *html.Node) {
	t.Helper()
	csrf, button := false, false
	for node := range form.Descendants() {
		csrf = csrf || node.Data == "input" && attribute(node, "name") == "csrf" && attribute(node, "value") != ""
		button = button || node.Data == "button"
	}
	if attribute(form, "method") == "post" && !csrf {
		t.Errorf("form to %s sends no csrf token", attribute(form, "action"))
	}
	if !button {
		t.Errorf("form to %s has no button", attribute(form, "action"))
	}
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestHostileValuesStayText(t *testing.T) {
	const hostile = `"><script>alert(1)</script>`
	renderer := newRenderer(t)
	for _, lang := range Languages {
		contest := sampleContest(lang)
		contest.Title, contest.Intro = hostile, hostile
		contest.Questions = []ContestQuestion{{ID: "q", Label: hostile, Choices: []string{hostile}}}
		frame := brandFrame(lang, "/c/x")
		frame.Brand.Name, frame.Brand.Colour, frame.Alert = hostile, "red}</style><script>", hostile
		page := ContestPage{Frame: frame, Contest: contest, State: StateOpen, Form: Form{Values: map[string][]string{"first_name": {hostile}}, Errors: []FieldError{{"email", hostile}}}}
		html, err := renderer.RenderBytes(page)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(html, []byte("<script>")) {
			t.Errorf("%s: a value became markup", lang)
		}
	}
}

func TestRichEscapesValues(t *testing.T) {
	words, err := loadTexts("fr")
	if err != nil {
		t.Fatal(err)
	}
	got, err := words.rich("contest.entered_pending", `/x"><b>`, "Contact", "<i>")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(got), "<b>") || strings.Contains(string(got), "<i>") {
		t.Errorf("got %s", got)
	}
	if want := template.HTML("&lt;i&gt;"); !strings.Contains(string(got), string(want)) {
		t.Errorf("%s does not show the value", got)
	}
}
