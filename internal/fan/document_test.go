package fan

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDocumentNamesFieldsAndKeepsKeys(t *testing.T) {
	type lot struct {
		Points  int64
		FanID   string
		EndsAt  *time.Time
		private int
	}
	type base struct{ MemberRef string }
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	held := struct {
		base
		Lots    []lot
		Answers map[string]string
		At      time.Time
		Proof   []byte
		Nothing *lot
		URLOf   any
	}{
		base: base{"M-1"}, Lots: []lot{{Points: 3, FanID: "f", EndsAt: &at, private: 7}, {}},
		Answers: map[string]string{"Votre Parfum ?": "Mangue"}, At: at, Proof: []byte{1, 2}, URLOf: lot{Points: 1},
	}
	raw, err := json.Marshal(document(held))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"answers":{"Votre Parfum ?":"Mangue"},"at":"2026-11-21T09:00:00Z",` +
		`"lots":[{"ends_at":"2026-11-21T09:00:00Z","fan_id":"f","points":3},{"fan_id":"","points":0}],` +
		`"member_ref":"M-1","proof":"AQI=","url_of":{"fan_id":"","points":1}}`
	if string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}
