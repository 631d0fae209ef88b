package loyalty

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

func (b books) upsertRefusal(ctx context.Context, member MemberID, rule string, source []byte, at time.Time, code, trace string) error {
	_, err := b.execAhead(ctx, `INSERT INTO ly_refusal (member, rule, source, at, code, trace) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (member, rule, source) DO UPDATE SET at = excluded.at, code = excluded.code, trace = excluded.trace`,
		member, rule, source, db.Millis(at), code, trace)
	return err
}

// maxRefusals bounds the list of what earned nothing.
const maxRefusals = 100

func (b books) refusals(ctx context.Context, member MemberID) ([]Refusal, error) {
	var rows []struct {
		Rule, Code, Trace string
		At                int64
	}
	err := b.read(ctx, &rows, "SELECT rule, at, code, trace FROM ly_refusal WHERE member = ? ORDER BY at DESC LIMIT ?", member, maxRefusals)
	list := make([]Refusal, len(rows))
	for i, row := range rows {
		if err != nil {
			break
		}
		no, ok := refusals[row.Code]
		if !ok {
			return nil, fmt.Errorf("loyalty: a refusal has the unknown code %q", row.Code)
		}
		list[i] = Refusal{Rule: row.Rule, At: db.Time(row.At), Fault: no}
		list[i].Trace, err = decodeTrace(row.Trace)
	}
	return list, err
}
