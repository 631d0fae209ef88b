package loyalty

import (
	"context"
	"maps"
	"slices"
	"time"

	"kermesse/internal/db"
)

// claimKeys takes idempotency keys for this transaction, and returns what is stored under
// those that were taken before. Where another transaction has just taken one, it waits for
// that to end. Keys are taken in order, so that two who take the same do not wait for each
// other.
func (b books) claimKeys(ctx context.Context, requests map[string][]byte, at time.Time) (map[string]storedAnswer, error) {
	keys, stored := slices.Sorted(maps.Keys(requests)), map[string]storedAnswer{}
	claim := insertion{into: "ly_idem (brand, key, request, at)", then: "ON CONFLICT (brand, key) DO NOTHING"}
	for _, key := range keys {
		claim.add(b.brand, key, requests[key], db.Millis(at))
	}
	claimed, err := claim.count(ctx, b)
	if err != nil || claimed == len(keys) {
		return stored, err
	}
	var rows []struct {
		Key     string
		Request []byte
		Answer  string
	}
	// Rows of this transaction have no answer yet.
	err = b.readAhead(ctx, &rows, "SELECT key, request, answer FROM ly_idem WHERE brand = ? AND key IN ? AND answer <> ''", b.brand, keys)
	for _, row := range rows {
		if err == nil {
			stored[row.Key], err = decodeAnswer(row.Answer, row.Request)
		}
	}
	return stored, err
}

// storeAnswers writes the answers of keys that this transaction has taken.
func (b books) storeAnswers(ctx context.Context, requests map[string][]byte, answers map[string]Answer) error {
	rows := insertion{
		into: "ly_idem (brand, key, request, answer, at)",
		then: "ON CONFLICT (brand, key) DO UPDATE SET answer = excluded.answer",
	}
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		text, err := answers[key].encode()
		if err != nil {
			return err
		}
		rows.add(b.brand, key, requests[key], text, 0)
	}
	return rows.run(ctx, b)
}
