package agenda_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/internal/agenda"
)

func TestOverlaps(t *testing.T) {
	hours := func(from, to int) agenda.Span {
		return agenda.Span{From: noon.Add(time.Duration(from) * time.Hour), To: noon.Add(time.Duration(to) * time.Hour)}
	}
	for name, test := range map[string]struct {
		spans []agenda.Span
		want  string
	}{
		"none":            {nil, ""},
		"one after other": {[]agenda.Span{hours(0, 5), hours(5, 9)}, ""},
		"two":             {[]agenda.Span{hours(0, 5), hours(3, 9)}, "3-5[0 1]"},
		"one in another":  {[]agenda.Span{hours(2, 4), hours(0, 9)}, "2-4[0 1]"},
		"three":           {[]agenda.Span{hours(0, 6), hours(2, 8), hours(4, 10)}, "2-4[0 1] 4-6[0 1 2] 6-8[1 2]"},
		"the same":        {[]agenda.Span{hours(1, 2), hours(1, 2)}, "1-2[0 1]"},
		"no length":       {[]agenda.Span{hours(0, 6), hours(3, 3), hours(5, 4)}, ""},
	} {
		got := ""
		for i, o := range agenda.Overlaps(test.spans) {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("%d-%d%v", int(o.From.Sub(noon).Hours()), int(o.To.Sub(noon).Hours()), o.Of)
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
