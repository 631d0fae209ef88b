package frontend

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// checkTones holds one scheme's tones to the contrasts they promise.
func checkTones(t *testing.T, colour string, tones Tones, page, card string) {
	t.Helper()
	atLeast := func(what, a, b string, want float64) {
		t.Helper()
		if got := contrast(mustHex(a), mustHex(b)); got < want {
			t.Errorf("%s: %s %s on %s is %.2f, want %.1f", colour, what, a, b, got, want)
		}
	}
	atLeast("text on fill", tones.OnFill, tones.Fill, 4.5)
	for _, background := range []string{page, card, tones.Wash} {
		atLeast("edge", tones.Edge, background, 3)
		atLeast("link", tones.Link, background, 4.5)
	}
}

func TestEveryBrandColourIsReadable(t *testing.T) {
	colours := []string{"#b4235a", "#ffd400", "#00c2a8", "#e30613", "#000000", "#ffffff", "#7f7f7f", "#0044ff", "#f60", "#3c1053", "#a8e6cf", houseColour}
	for r := 0; r < 256; r += 51 {
		for g := 0; g < 256; g += 51 {
			for b := 0; b < 256; b += 51 {
				colours = append(colours, rgb{float64(r) / 255, float64(g) / 255, float64(b) / 255}.hex())
			}
		}
	}
	for _, colour := range colours {
		theme, err := NewTheme(colour)
		if err != nil {
			t.Fatal(err)
		}
		checkTones(t, colour, theme.Light, lightPage, lightCard)
		checkTones(t, colour, theme.Dark, darkPage, darkCard)
		if theme.Light.Fill != mustHex(colour).hex() {
			t.Errorf("%s: the fill became %s", colour, theme.Light.Fill)
		}
	}
}

func TestNewThemeRefusesWhatIsNoColour(t *testing.T) {
	for _, s := range []string{"", "rouge", "#12", "#12345g", "red}</style>", "#ffd4001"} {
		if _, err := NewTheme(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}

// The sheet's own colours must be those of the house's theme, and its backgrounds those that themes are computed for.
func TestSheetAndThemeAgree(t *testing.T) {
	sheet, err := os.ReadFile("src/site.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(sheet), "prefers-color-scheme: dark")
	if !found {
		t.Fatal("the sheet has no dark scheme")
	}
	theme, err := NewTheme(houseColour)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ css, name, want string }{
		{light, "--bg", lightPage},
		{light, "--surface", lightCard},
		{dark, "--bg", darkPage},
		{dark, "--surface", darkCard},
		{light, "--fill", theme.Light.Fill},
		{light, "--on-fill", theme.Light.OnFill},
		{light, "--edge", theme.Light.Edge},
		{light, "--link", theme.Light.Link},
		{light, "--wash", theme.Light.Wash},
		{dark, "--edge", theme.Dark.Edge},
		{dark, "--link", theme.Dark.Link},
		{dark, "--wash", theme.Dark.Wash},
	} {
		value := regexp.MustCompile(c.name + `: (#[0-9a-f]{6});`).FindStringSubmatch(c.css)
		if value == nil || value[1] != c.want {
			t.Errorf("src/site.css has %s: %v, want %s", c.name, value, c.want)
		}
	}
}

// Words of the sheet itself must be readable on all its backgrounds.
func TestSheetColoursAreReadable(t *testing.T) {
	sheet, err := os.ReadFile("src/site.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(sheet), "prefers-color-scheme: dark")
	dark, _, _ = strings.Cut(dark, "\n*,")
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colour := map[string]string{}
		for _, found := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
			colour[found[1]] = found[2]
		}
		for _, c := range []struct {
			a, b string
			want float64
		}{
			{"text", "bg", 7},
			{"text", "surface", 7},
			{"text", "wash", 7},
			{"muted", "bg", 4.5},
			{"muted", "surface", 4.5},
			{"muted", "wash", 4.5},
			{"ok", "ok-wash", 4.5},
			{"ok", "bg", 4.5},
			{"ok", "surface", 4.5},
			{"warn", "warn-wash", 4.5},
			{"warn", "surface", 4.5},
			{"err", "err-wash", 4.5},
			{"err", "surface", 4.5},
			{"err", "bg", 4.5},
			{"field", "surface", 3},
			{"field", "bg", 3},
			{"focus", "bg", 3},
			{"focus", "surface", 3},
			{"text", "ok-wash", 7},
			{"text", "warn-wash", 7},
			{"text", "err-wash", 7},
		} {
			if got := contrast(mustHex(colour[c.a]), mustHex(colour[c.b])); got < c.want {
				t.Errorf("%s: %s on %s is %.2f, want %.1f", scheme, c.a, c.b, got, c.want)
			}
		}
	}
}
