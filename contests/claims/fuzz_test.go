package claims

import "testing"

// Codes of messages and what a QR code of a prize carries, typed or scanned.
func FuzzCodes(f *testing.F) {
	for _, seed := range []string{"7KQ2-M9XW-4B", "7KQ2-M9XW-4B7K-Q2M9", "https://fete.example/fr/h/7KQ2", "\xff", "ſſſſſſſſſſ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for name, read := range map[string]func(string) (string, error){"code": readCode, "token": readToken} {
			code, err := read(typed)
			if err != nil {
				continue
			}
			if again, err := read(code); err != nil || again != code {
				t.Errorf("%q is the %s %q, and that %q, %v", typed, name, code, again, err)
			}
		}
	})
}
