package frontend

import "testing"

// An amount that is understood is shown in a field as one that is understood the same.
func FuzzParseMoney(f *testing.F) {
	for _, seed := range []string{"12,50", "1 200", "0.5", "-1", "999999999999.99", "", ".", "１"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, currency := range []string{"EUR", "MUR", "XOF", "KWD"} {
			minor, ok := ParseMoney(typed, currency)
			if !ok {
				continue
			}
			for _, lang := range Languages {
				shown := PlainMoney(lang, currency, minor)
				if again, ok := ParseMoney(shown, currency); !ok || again != minor || minor < 0 {
					t.Errorf("%q is %d %s, shown as %q, which is %d (%v)", typed, minor, currency, shown, again, ok)
				}
			}
		}
	})
}
