package frontend

import "testing"

func TestAmountsAsTyped(t *testing.T) {
	for _, tc := range []struct {
		code, typed string
		minor       int64
		again       string
	}{
		{"EUR", "12,50", 1250, "12,50"}, {"EUR", "12.5", 1250, "12,50"}, {"EUR", "1 200", 120000, "1200"},
		{"EUR", "0,05", 5, "0,05"}, {"XOF", "1 500", 1500, "1500"}, {"TND", "1,250", 1250, "1,250"},
	} {
		minor, err := ParseAmount(tc.code, tc.typed)
		if err != nil || minor != tc.minor {
			t.Errorf("ParseAmount(%s, %q) = %d, %v; want %d", tc.code, tc.typed, minor, err, tc.minor)
		}
		if got := AmountValue(tc.code, tc.minor); got != tc.again {
			t.Errorf("AmountValue(%s, %d) = %q, want %q", tc.code, tc.minor, got, tc.again)
		}
	}
	for _, typed := range []string{"", "-5", "12,505", "1.2.3", "twelve", "99999999999999999999", ",5"} {
		if minor, err := ParseAmount("EUR", typed); err == nil {
			t.Errorf("ParseAmount(EUR, %q) = %d, want a refusal", typed, minor)
		}
	}
	if minor, err := ParseAmount("XOF", "1,5"); err == nil {
		t.Errorf("ParseAmount(XOF, 1,5) = %d: the franc has no decimals", minor)
	}
}
