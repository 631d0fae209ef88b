package mail

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// Letter is one of the house's mails, before it has a receiver. The letters are in
// letters_*.go.
type Letter interface {
	// sheet writes the letter in a language, "fr" or "en".
	sheet(lang string) sheet
	kind() Kind
}

// Compose writes a letter to one address in a language: "fr", or English for anything else.
func Compose(l Letter, to, lang string) Message {
	if lang != "fr" {
		lang = "en"
	}
	s := l.sheet(lang)
	s.Lang = lang
	return Message{To: to, Subject: s.Subject, Text: s.text(), HTML: s.html(), Kind: l.kind(), FromName: s.From}
}

// ComposeOptional writes a letter that its receiver may refuse: it says so, and carries the
// address that refuses it.
func ComposeOptional(l Letter, to, lang, unsubscribe string) Message {
	if lang != "fr" {
		lang = "en"
	}
	s := l.sheet(lang)
	s.Lang, s.Stop = lang, action{Label: "No more messages like this one", URL: unsubscribe}
	if lang == "fr" {
		s.Stop.Label = "Ne plus recevoir ce genre de message"
	}
	return Message{
		To: to, Subject: s.Subject, Text: s.text(), HTML: s.html(), Kind: l.kind(), FromName: s.From, Unsubscribe: unsubscribe,
	}
}

// sheet is a letter that has been written: one shape for all, so that they look alike
// and so that text and HTML always say the same.
type sheet struct {
	Lang    string
	From    string // the brand's name, or empty for the house
	Subject string
	Lines   []string // what has happened and what to do
	Code    string   // to be typed, or empty
	Action  action   // the one thing to press, or empty
	After   []string // small print: until when, why this mail came
	Stop    action   // how to get no more of these, or empty
}

type action struct {
	Label, URL string
}

// text is the plain form: paragraphs apart, the link alone on its line, so that mail
// programs of any age can follow it.
func (s sheet) text() string {
	var b strings.Builder
	for _, line := range s.Lines {
		fmt.Fprintf(&b, "%s\n\n", line)
	}
	if s.Code != "" {
		fmt.Fprintf(&b, "    %s\n\n", s.Code)
	}
	if s.Action.URL != "" {
		fmt.Fprintf(&b, "%s\n%s\n\n", s.Action.Label, s.Action.URL)
	}
	after := s.After
	if s.Stop.URL != "" {
		after = append(slices.Clone(after), s.Stop.Label, s.Stop.URL)
	}
	if len(after) > 0 {
		fmt.Fprintf(&b, "-- \n%s\n", strings.Join(after, "\n"))
	}
	return b.String()
}

func (s sheet) html() string {
	var b strings.Builder
	if err := sheetHTML.Execute(&b, s); err != nil {
		// The template is ours and its data are strings: only a broken template gets here.
		panic(fmt.Sprintf("mail: letter: %v", err))
	}
	return b.String()
}

// sheetHTML holds no picture, no remote thing and no tracking: what is read is all
// there is. Styles are inline because mail programs drop style sheets.
var sheetHTML = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:36em;margin:0 auto">
{{- range .Lines}}
<p style="white-space:pre-line">{{.}}</p>
{{- end}}
{{- with .Code}}
<p style="font:700 28px/1.4 ui-monospace,monospace;letter-spacing:.15em">{{.}}</p>
{{- end}}
{{- with .Action}}{{if .URL}}
<p><a href="{{.URL}}" style="display:inline-block;padding:12px 20px;border:2px solid;border-radius:8px">{{.Label}}</a></p>
<p style="font-size:13px;word-break:break-all">{{.URL}}</p>
{{- end}}{{end}}
{{- range .After}}
<p style="font-size:13px;white-space:pre-wrap">{{.}}</p>
{{- end}}
{{- with .Stop}}{{if .URL}}
<p style="font-size:13px"><a href="{{.URL}}">{{.Label}}</a></p>
{{- end}}{{end}}
</div></body></html>
`))
