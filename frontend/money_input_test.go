package frontend

import "testing"

func TestParseMoneyReadsWhatPeopleType(t *testing.T) {
	tests := []struct {
		text, code string
		want       int64
		ok         bool
	}{
		{"12,50", "EUR", 1250, true},
		{"12.5", "EUR", 1250, true},
		{" 1 200 ", "MUR", 120_000, true},
		{"1\u202f200,05", "EUR", 120_005, true},
		{"500", "XOF", 500, true},
		{"1.234", "TND", 1234, true},
		{"500,5", "XOF", 0, false},
		{"1.234", "EUR", 0, false},
		{"-5", "EUR", 0, false},
		{"dix", "EUR", 0, false},
		{",5", "EUR", 0, false},
		{"", "EUR", 0, false},
		{"9999999999999", "EUR", 0, false},
	}
	for _, test := range tests {
		if got, ok := ParseMoney(test.text, test.code); got != test.want || ok != test.ok {
			t.Errorf("ParseMoney(%q, %s) = %d, %t; want %d, %t", test.text, test.code, got, ok, test.want, test.ok)
		}
	}
	for _, lang := range Languages {
		for _, minor := range []int64{1, 100, 120_005, 99_999_900} {
			if got, ok := ParseMoney(PlainMoney(lang, "MUR", minor), "MUR"); got != minor || !ok {
				t.Errorf("%s: %d is written %q and read back as %d", lang, minor, PlainMoney(lang, "MUR", minor), got)
			}
		}
	}
}
