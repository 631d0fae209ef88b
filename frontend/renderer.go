package frontend

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"
	"sync"
)

//go:embed templates
var templateFiles embed.FS

// Renderer turns page structs into HTML. It is safe for concurrent use.
type Renderer struct {
	sets    map[string]*template.Template // by language
	words   map[string]*texts             // likewise
	base    style
	sheets  map[string]style // what single pages add to the base, by source name
	themes  sync.Map         // brand colour → style
	posters posters
}

// New parses every template once for each language.
func New() (*Renderer, error) {
	r := &Renderer{sets: map[string]*template.Template{}, words: map[string]*texts{}, sheets: map[string]style{}}
	var err error
	if r.base, err = loadStyle("site.css"); err != nil {
		return nil, err
	}
	for _, source := range ownSheets {
		if r.sheets[source], err = loadStyle(source); err != nil {
			return nil, err
		}
	}
	for _, lang := range Languages {
		words, err := loadTexts(lang)
		if err != nil {
			return nil, err
		}
		r.words[lang] = words
		if r.sets[lang], err = parseTemplates(words); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Text is the message of that key, for what a page shows and a record keeps: the words that a fan has agreed to. Pairs
// are names and values of placeholders. A key without message is its own text.
func (r *Renderer) Text(lang, key string, pairs ...any) string {
	words, ok := r.words[lang]
	if !ok {
		words = r.words[Languages[0]]
	}
	text, err := words.text(key, pairs...)
	if err != nil {
		return key
	}
	return text
}

// parseTemplates reads all templates into one set. A page's file defines "<name>/title", "<name>/main" and, where it
// has them, "<name>/about" (the description for search engines) and "<name>/head".
func parseTemplates(words *texts) (*template.Template, error) {
	set := template.New("").Funcs(functions(words)).Option("missingkey=error")
	err := fs.WalkDir(templateFiles, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := templateFiles.ReadFile(name)
		if err != nil {
			return err
		}
		_, err = set.New(strings.TrimPrefix(name, "templates/")).Parse(string(raw))
		return err
	})
	return set, err
}

// style is a brand's style block and its source expression for the content security policy.
type style struct{ css, hash string }

// Render writes the whole page to w, or nothing.
func (r *Renderer) Render(w io.Writer, page Page) error {
	html, err := r.RenderBytes(page)
	if err != nil {
		return err
	}
	_, err = w.Write(html)
	return err
}

// RenderBytes is the whole page.
func (r *Renderer) RenderBytes(page Page) ([]byte, error) {
	frame := page.frame()
	set, ok := r.sets[frame.Lang]
	if !ok {
		return nil, fmt.Errorf("page %s: no language %q", page.Template(), frame.Lang)
	}
	doc := document{
		Page: page, Frame: frame, Base: template.CSS(r.base.css), Own: template.CSS(r.own(page).css), Place: template.CSS(r.place(frame).css), Theme: template.CSS(r.theme(frame).css),
	}
	for part, into := range map[string]*template.HTML{"title": &doc.Title, "about": &doc.About, "head": &doc.Head, "main": &doc.Main} {
		html, err := r.part(set, page, part)
		if err != nil {
			return nil, err
		}
		*into = html
	}
	if frame.Within != "" {
		doc.Main = stayWithin(doc.Main, frame.Within)
	}
	var out bytes.Buffer
	if err := set.ExecuteTemplate(&out, doc.layout(), doc); err != nil {
		return nil, fmt.Errorf("page %s: %w", page.Template(), err)
	}
	return out.Bytes(), nil
}

// part writes one part of a page. Title and main must exist; a page without description has the site's.
func (r *Renderer) part(set *template.Template, page Page, part string) (template.HTML, error) {
	name := page.Template() + "/" + part
	if set.Lookup(name) == nil {
		switch part {
		case "head":
			return "", nil
		case "about":
			name = "site/about"
		default:
			return "", fmt.Errorf("page %s: no template %s", page.Template(), name)
		}
	}
	var out bytes.Buffer
	if err := set.ExecuteTemplate(&out, name, page); err != nil {
		return "", fmt.Errorf("page %s: %w", page.Template(), err)
	}
	return template.HTML(strings.TrimSpace(out.String())), nil
}

// kioskSheet is what all pages on a tablet have.
const kioskSheet = "kiosk.css"

// rehearsalSheet lays its mark across every page of a rehearsal.
const rehearsalSheet = "rehearsal.css"

// entrySheet is the style of an entry form in two steps.
const entrySheet = "entry.css"

// ownSheets are inlined in the pages that ask for them, beside the base.
var ownSheets = []string{"ballot.css", "draw.css", entrySheet, "exit.css", "photos.css", rehearsalSheet, "results.css", "screen.css", "stage.css", kioskSheet, tillSheet, memberSheet}

// dressed is a page with a sheet of its own.
type dressed interface{ sheet() string }

// own is the page's own style.
func (r *Renderer) own(page Page) style {
	if p, ok := page.(dressed); ok {
		return r.sheets[p.sheet()]
	}
	return style{}
}

// place is the style of the place in which the page is shown, beside its own.
func (r *Renderer) place(frame Frame) style {
	switch {
	case frame.Rehearsal:
		return r.sheets[rehearsalSheet]
	case frame.Within == KioskPath:
		return r.sheets[kioskSheet]
	}
	return style{}
}

func loadStyle(source string) (style, error) {
	css, err := loadedAssets().source(source)
	return style{css, styleHash(css)}, err
}

// theme is the style of the frame's brand. The panel keeps the house's colours: a person may work for several brands.
func (r *Renderer) theme(frame Frame) style {
	if frame.Brand == nil || frame.Brand.Colour == "" {
		return style{}
	}
	if known, ok := r.themes.Load(frame.Brand.Colour); ok {
		return known.(style)
	}
	theme, err := NewTheme(frame.Brand.Colour)
	if err != nil {
		return style{} // an unreadable colour must not take the brand's pages down
	}
	made := style{css: theme.CSS(), hash: styleHash(theme.CSS())}
	r.themes.Store(frame.Brand.Colour, made)
	return made
}

// StyleHashes are the source expressions, quotes included, that allow the page's inlined style blocks.
func (r *Renderer) StyleHashes(page Page) []string {
	hashes := []string{r.base.hash}
	for _, hash := range []string{r.own(page).hash, r.place(page.frame()).hash, r.theme(page.frame()).hash} {
		if hash != "" {
			hashes = append(hashes, hash)
		}
	}
	return hashes
}

// ContentSecurityPolicy is the header for the page: its own files, its own style blocks, nothing from elsewhere.
func (r *Renderer) ContentSecurityPolicy(page Page) string {
	framed := ""
	if p, ok := page.(interface{ framesOwn() bool }); ok && p.framesOwn() {
		framed = "; frame-src 'self'"
	}
	return "default-src 'none'; script-src 'self'; style-src 'self' " + strings.Join(r.StyleHashes(page), " ") +
		"; img-src 'self' data:; connect-src 'self'; form-action 'self'" + framed + "; base-uri 'none'; frame-ancestors " +
		strings.Join(append([]string{"'self'"}, page.frame().Ancestors...), " ")
}

func styleHash(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
