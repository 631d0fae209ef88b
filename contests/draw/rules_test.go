package draw

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestExampleRules(t *testing.T) {
	text := readExample(t, "rules.json")
	r, err := ParseRules([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseClose([]byte(readExample(t, "close.txt")))
	if err != nil {
		t.Fatal(err)
	}
	if RulesDigest([]byte(text)) != c.Rules || r.Draw != c.Draw || r.Mode != c.Mode || r.Source != c.Source ||
		!reflect.DeepEqual(r.Counts(), c.Prizes) || !r.ClosesAt.Equal(c.ClosedAt) {
		t.Errorf("the rules %+v are not those of the close record %+v", r, c)
	}
	if r.Margin != MinMargin || !r.Allows("no-answer") || r.Allows("dislike") || r.Prizes[1].Name != "Concert ticket" {
		t.Errorf("%+v", r)
	}
}

func TestRulesRoundTrip(t *testing.T) {
	r := Rules{
		Draw: ID{1}, Title: "Été <3", OpensAt: time.Unix(0, 0).UTC(), ClosesAt: time.Unix(60, 0).UTC(), Mode: ManyWins,
		Prizes: []RulesPrize{{"Vélo", Prize{1, 2}}}, Source: Operator(Hash{5}), Margin: time.Hour, Reasons: []string{"declined"},
		Witnesses: []string{"w.example+00000000+AA=="}, Need: 1,
		Fallback: []Source{Drand(Hash{6}, 7), Public(Hash{8})}, FallbackAfter: 7 * 24 * time.Hour,
	}
	withTerms := r
	withTerms.Terms = map[string]any{"claim_days": 15}
	data, err := withTerms.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), `"claim_days":15`) {
		t.Errorf("the terms are missing in %s", data)
	}
	if again, err := ParseRules(data); err != nil || !reflect.DeepEqual(again, r) {
		t.Errorf("%+v, %v", again, err)
	}
	fraction := r
	fraction.ClosesAt = fraction.ClosesAt.Add(time.Millisecond)
	if _, err := fraction.Encode(); err == nil {
		t.Error("a fraction of a second was cut off in silence")
	}
	withTerms.Terms = map[string]any{"mode": "one-win"}
	if _, err := withTerms.Encode(); err == nil {
		t.Error("a term took the place of a field")
	}
}

func TestRulesRefusals(t *testing.T) {
	good := readExample(t, "rules.json")
	for why, change := range map[string][2]string{
		"mode twice":              {`"mode":"one-win"`, `"mode":"one-win","mode":"many-wins"`},
		"no mode":                 {`"mode":"one-win"`, `"mode":"fair"`},
		"mode in upper case":      {`"mode"`, `"Mode"`},
		"no prizes":               {`"prizes":[`, `"prizes":[],"others":[`},
		"no winner":               {`"winners":1`, `"winners":0`},
		"half a winner":           {`"winners":1`, `"winners":1.5`},
		"closes too early":        {`"closes":"2025`, `"closes":"2024`},
		"local time":              {`10:00:00Z`, `10:00:00`},
		"round 0":                 {` 21000000"`, ` 0"`},
		"reason in words":         {`"declined"`, `"not nice"`},
		"margin of nothing":       {`"mode"`, `"margin_seconds":-1,"mode"`},
		"no such witness":         {`"mode"`, `"witnesses_needed":1,"mode"`},
		"fallback without a term": {`"mode"`, `"fallback":["operator ` + Hash{}.String() + `"],"mode"`},
		"fallback to itself":      {`"mode"`, `"fallback":["drand 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 21000000"],"fallback_after_seconds":1,"mode"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s: nothing was changed", why)
		}
		if _, err := ParseRules([]byte(bad)); err == nil {
			t.Errorf("%s: accepted", why)
		}
	}
}
