package frontend

import (
	"strings"
	"testing"
	"time"
)

// marks shows which no-break space stands where: ~ for the wide one, ^ for the narrow one.
func marks(s string) string { return strings.NewReplacer(nbsp, "~", nnbsp, "^").Replace(s) }

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		lang, code string
		minor      int64
		want       string
	}{
		{"fr", "MUR", 1250050, "12^500,50~Rs"},
		{"fr", "MUR", 1200000, "12^000~Rs"},
		{"en", "MUR", 1250050, "Rs~12,500.50"},
		{"fr", "XOF", 12500, "12^500~F^CFA"},
		{"en", "XOF", 12500, "F^CFA~12,500"},
		{"fr", "EUR", 1250, "12,50~€"},
		{"en", "EUR", 500, "€5"},
		{"en", "EUR", 5, "€0.05"},
		{"fr", "EUR", -105, "−1,05~€"},
		{"en", "EUR", -105, "−€1.05"},
		{"en", "TND", 1500, "TND~1.500"},
		{"fr", "CHF", 250, "2,50~CHF"},
		{"en", "JPY", 1000, "JPY~1,000"},
	} {
		if got := marks(Money(c.lang, c.code, c.minor)); got != c.want {
			t.Errorf("%s %d %s: got %q, want %q", c.lang, c.minor, c.code, got, c.want)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Int("fr", 18432), "18^432"},
		{Int("en", -1234567), "−1,234,567"},
		{Int("fr", 999), "999"},
		{Int("fr", 0), "0"},
		{Signed("fr", 20), "+20"},
		{Signed("en", -200), "−200"},
		{Signed("en", 0), "0"},
		{Percent("fr", .4234), "42,3~%"},
		{Percent("en", .4234), "42.3%"},
		{Percent("fr", 0), "0,0~%"},
		{WholePercent("fr", .934), "93~%"},
		{Bytes("fr", 12480), "12~ko"},
		{Bytes("en", 3_260_000), "3.3~MB"},
		{Bytes("fr", 20), "1~ko"},
		{Bytes("fr", 200_000_000), "200~Mo"},
	} {
		if got := marks(c.got); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	newYear := time.Date(2027, 1, 1, 0, 5, 0, 0, time.FixedZone("Africa/Abidjan", 0))
	eve := at(2026, 12, 31, 23, 59)
	for _, c := range []struct{ got, want string }{
		{Moment("fr", eve), "jeudi 31~décembre 2026 à 23~h~59 (heure de Maurice)"},
		{Moment("en", eve), "Thursday 31~December 2026 at 23:59 (Mauritius time)"},
		{Moment("fr", newYear), "vendredi 1er~janvier 2027 à 0~h~05 (heure d’Abidjan)"},
		{Hour("fr", at(2026, 1, 4, 18, 0)), "18~h"},
		{ShortDay("fr", eve), "31~déc.~2026"},
		{ShortDay("en", eve), "31~Dec~2026"},
		{Zone("fr", eve.UTC()), "heure UTC"},
		{Zone("en", eve.UTC()), "UTC"},
		{Zone("fr", eve.In(time.FixedZone("America/Argentina/Buenos_Aires", -3*3600))), "heure de Buenos Aires"},
		{Zone("en", eve.In(time.FixedZone("America/Argentina/Buenos_Aires", -3*3600))), "Buenos Aires time"},
		{Duration("fr", 30*time.Minute), "30~minutes"},
		{Duration("en", time.Hour), "1~hour"},
		{Duration("fr", 72*time.Hour), "3~jours"},
	} {
		if got := marks(c.got); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestUntil(t *testing.T) {
	now := at(2026, 12, 31, 18, 0)
	for left, want := range map[time.Duration]string{
		-time.Second: "", 0: "", 5 * time.Minute: "Dans quelques minutes", 10 * time.Minute: "Dans 10~minutes", 119 * time.Minute: "Dans 119~minutes",
		2 * time.Hour: "Dans 2~heures", 47*time.Hour + 59*time.Minute: "Dans 47~heures", 48 * time.Hour: "Dans 2~jours",
	} {
		if got := marks(Until("fr", now, now.Add(left))); got != want {
			t.Errorf("%v: got %q, want %q", left, got, want)
		}
	}
	if got := marks(Until("en", now, now.Add(72*time.Hour))); got != "In 3~days" {
		t.Errorf("got %q", got)
	}
	if got := (Frame{Lang: "fr"}).Until(now); got != "" {
		t.Errorf("a page that does not know the time says %q", got)
	}
}

func TestFrenchTypography(t *testing.T) {
	for in, want := range map[string]string{
		"Merci ! C'est noté...":                 "Merci^! C’est noté…",
		"Prêt?":                                 "Prêt^?",
		"Valeur : 12 Rs":                        "Valeur~: 12~Rs",
		"Valeur: 50 %":                          "Valeur~: 50~%",
		"Il dit « oui » !":                      "Il dit «~oui~»^!",
		"À 18 h, voyez https://x.mu/a?b=1;c":    "À 18~h, voyez https://x.mu/a?b=1;c",
		"Écrivez à awa@exemple.sn !":            "Écrivez à awa@exemple.sn^!",
		"à 12:30":                               "à 12:30",
		"Vraiment ?!":                           "Vraiment^?!",
		"{{.Count}} votes":                      "{{.Count}}~votes",
		"C'est noté, {{.Name}} !":               "C’est noté, {{.Name}}^!",
		"Lot 1 : un an de glaces ; lot 2 : non": "Lot 1~: un an de glaces^; lot 2~: non",
	} {
		if got := marks(French(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if once := French(in); French(once) != once {
			t.Errorf("%q: a second pass changes it", in)
		}
	}
}

func TestTidyOnlyHoldsWhatIsThere(t *testing.T) {
	for in, want := range map[string]string{
		"Quel parfum ?":       "Quel parfum^?",
		"Lot : « le grand »":  "Lot~: «~le grand~»",
		"Really? Yes; really": "Really? Yes; really",
	} {
		if got := marks(Tidy(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
