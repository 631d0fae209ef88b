package frontend

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	i18ntemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

//go:embed texts
var textFiles embed.FS

// strict refuses a message whose placeholder was given no value.
var strict = &i18ntemplate.TextParser{Option: "missingkey=error"}

// texts are the words of one language by key.
type texts struct {
	lang      string
	plain     map[string]string // messages without placeholder nor plural: no template to run
	localizer *i18n.Localizer
	keys      []string
}

// loadTexts reads the files of texts/<lang>, which hold the words of its pages by meaning,
// and sets their typography: spaces and apostrophes are written plainly there. Values in
// {{.Name}} are filled by templates; {{.Count}} is the number that chooses "one" or "other".
func loadTexts(lang string) (*texts, error) {
	messages, err := readMessages(lang)
	if err != nil {
		return nil, err
	}
	tag := language.MustParse(lang)
	bundle := i18n.NewBundle(tag)
	x := &texts{lang: lang, plain: map[string]string{}, localizer: i18n.NewLocalizer(bundle, lang)}
	for _, message := range messages {
		x.add(message)
		if err := bundle.AddMessages(tag, message); err != nil {
			return nil, fmt.Errorf("texts in %s: %s: %w", lang, message.ID, err)
		}
	}
	slices.Sort(x.keys)
	return x, nil
}

// readMessages reads the files of one language as they are written.
func readMessages(lang string) ([]*i18n.Message, error) {
	names, err := fs.Glob(textFiles, "texts/"+lang+"/*.toml")
	if err != nil {
		return nil, err
	}
	var messages []*i18n.Message
	for _, name := range names {
		raw, err := textFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := i18n.ParseMessageFileBytes(raw, lang+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		messages = append(messages, file.Messages...)
	}
	return messages, nil
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

func (x *texts) add(message *i18n.Message) {
	set := English
	if x.lang == "fr" {
		set = French
	}
	message.One, message.Other = set(message.One), set(message.Other)
	// French has a form of its own for exact millions; the sentences here do not need it.
	message.Many = message.Other
	if message.One == "" && !placeholder.MatchString(message.Other) {
		x.plain[message.ID] = message.Other
	}
	x.keys = append(x.keys, message.ID)
}

// text is the message of that key. Pairs are names and values of placeholders.
func (x *texts) text(key string, pairs ...any) (string, error) {
	if words, ok := x.plain[key]; ok && len(pairs) == 0 {
		return words, nil
	}
	data, err := named(pairs...)
	if err != nil {
		return "", fmt.Errorf("text %s: %w", key, err)
	}
	return x.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, TemplateParser: strict})
}

// count is the message of that key in the form that n asks for; {{.Count}} is n, written for the language.
func (x *texts) count(key string, n int64, pairs ...any) (string, error) {
	data, err := named(pairs...)
	if err != nil {
		return "", fmt.Errorf("text %s: %w", key, err)
	}
	data["Count"] = Int(x.lang, n)
	return x.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, TemplateParser: strict, PluralCount: n})
}

// named turns "Name", value, "Other", value into a map.
func named(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("odd number of names and values")
	}
	data := make(map[string]any, len(pairs)/2+1)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is no name", pairs[i])
		}
		data[name] = pairs[i+1]
	}
	return data, nil
}
