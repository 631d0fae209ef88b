package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"kermesse/frontend"
)

const (
	langFR = "fr"
	langEN = "en"
)

var (
	pageLanguages = language.NewMatcher([]language.Tag{language.French, language.English})
	apiLanguages  = language.NewMatcher([]language.Tag{language.English, language.French})
)

const localLang = "lang"

// chooseLanguage reads the language from the path (/fr/c/ete, /en/c/ete) and takes it
// off, so that the routes know only /c/ete. Without one, the browser's wish decides.
func chooseLanguage(c *fiber.Ctx) error {
	if c.Locals(localLang) != nil { // the routing has been started again below
		return c.Next()
	}
	path := c.Path()
	for _, lang := range []string{langFR, langEN} {
		rest, ok := strings.CutPrefix(path, "/"+lang)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		if rest == "" {
			rest = "/"
		}
		c.Locals(localLang, lang)
		c.Path(rest)
		return c.RestartRouting()
	}
	if isAPI(path) {
		c.Locals(localLang, negotiate(c, apiLanguages, langEN, langFR))
		return c.Next()
	}
	c.Locals(localLang, negotiate(c, pageLanguages, langFR, langEN))
	if !strings.HasPrefix(path, frontend.AssetsPath) { // files have no language
		c.Vary(fiber.HeaderAcceptLanguage)
	}
	return c.Next()
}

// negotiate picks from Accept-Language; order is the matcher's, its first the default.
func negotiate(c *fiber.Ctx, m language.Matcher, order ...string) string {
	tags, _, err := language.ParseAcceptLanguage(firstWishes(c.Get(fiber.HeaderAcceptLanguage)))
	if err != nil || len(tags) == 0 {
		return order[0]
	}
	_, i, _ := m.Match(tags...)
	return order[i]
}

// wishBytes is as much of a list of languages as is read: browsers send a tenth of it, and to
// compare thousands of languages costs as much as a page.
const wishBytes = 512

// firstWishes cuts a list of languages at a comma.
func firstWishes(wishes string) string {
	if len(wishes) <= wishBytes {
		return wishes
	}
	return wishes[:max(0, strings.LastIndexByte(wishes[:wishBytes], ','))]
}

// lang is the language of the answer: "fr" or "en".
func lang(c *fiber.Ctx) string {
	if l, ok := c.Locals(localLang).(string); ok {
		return l
	}
	return langFR
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }
