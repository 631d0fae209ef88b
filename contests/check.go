package contests

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"kermesse/contests/draw"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/fault"
)

// CheckRows holds the rows of contests against what the public log says of them: records,
// frozen rules, sealed lists, results and the slots that were drawn. That the log itself is
// whole is for evlog.Check to tell. It works beside a running server; its error is an
// *evlog.Wrong where a row does not fit.
func CheckRows(ctx context.Context, d *db.DB) error {
	return d.Snapshot(ctx, func(view *db.DB) error {
		for _, take := range []func(context.Context, *db.DB) error{checkRecords, checkRules, checkAmended, checkCopies, checkSlots} {
			if err := take(ctx, view); err != nil {
				return err
			}
		}
		return nil
	})
}

func misfit(table string, id ID, attempt int, fr, en string) *evlog.Wrong {
	row := string(id)
	if attempt > 0 {
		row += fmt.Sprintf("/%d", attempt)
	}
	return &evlog.Wrong{Table: table, Row: row, Reason: fault.Text{FR: fr, EN: en}}
}

// checkRecords: what we keep of the log is what it says.
func checkRecords(ctx context.Context, view *db.DB) error {
	return eachLogged(ctx, view, func(r loggedRow) error {
		if !bytes.Equal([]byte(r.Record), r.Logged) {
			return misfit("contest_records", ID(r.ContestID), 0,
				fmt.Sprintf("l’enregistrement %d n’est pas celui du journal", r.LogIndex), fmt.Sprintf("record %d is not that of the log", r.LogIndex))
		}
		return nil
	})
}

// checkRules: frozen rules are those that were published.
func checkRules(ctx context.Context, view *db.DB) error {
	published, err := selectPublished(ctx, view)
	if err != nil {
		return err
	}
	for _, p := range published {
		e, err := draw.ParseEvent([]byte(p.Record))
		if err != nil || e.Rules != sha256.Sum256([]byte(p.RulesJSON)) {
			return misfit("contest_rules", ID(p.ContestID), 0, "le règlement n’est pas celui qui a été publié", "the rules are not those that were published")
		}
	}
	return nil
}

// checkAmended: every version of the rules is the one that went on record.
func checkAmended(ctx context.Context, view *db.DB) error {
	records, err := selectAmendRecords(ctx, view)
	if err != nil {
		return err
	}
	rows, err := selectAmendmentRows(ctx, view, "ORDER BY contest_id, no")
	if err != nil {
		return err
	}
	for _, r := range rows {
		logged := records[r.ContestID]
		if r.No > len(logged) || logged[r.No-1] != draw.RulesDigest([]byte(r.RulesJSON)) {
			return misfit("contest_amendments", ID(r.ContestID), r.No, "l’avenant n’est pas celui qui a été publié", "the amendment is not the one that was published")
		}
	}
	return nil
}

// checkCopies: the close and result records that we draw by are those on record.
func checkCopies(ctx context.Context, view *db.DB) error {
	id, attempt, found, err := selectOtherClose(ctx, view)
	if err != nil {
		return err
	}
	if found {
		return misfit("contest_closes", id, attempt, "le gel n’est pas celui qui a été publié", "the close record is not the one on record")
	}
	if id, attempt, found, err = selectOtherResult(ctx, view); err != nil {
		return err
	}
	if found {
		return misfit("contest_draws", id, attempt, "le résultat n’est pas celui qui a été publié", "the result is not the one on record")
	}
	return nil
}

// checkSlots: the slots that prizes are given by are those of the result.
func checkSlots(ctx context.Context, view *db.DB) error {
	return eachResult(ctx, view, func(id ID, attempt int, text string) error {
		res, err := draw.ParseResult([]byte(text))
		if err != nil {
			return misfit("contest_draws", id, attempt, "le résultat est mal formé", "the result is malformed")
		}
		stored, err := selectPicks(ctx, view, id, attempt)
		if err != nil {
			return err
		}
		for i, s := range res.Slots {
			if i >= len(stored) || stored[i] != s {
				return misfit("draw_slots", id, attempt, fmt.Sprintf("la place %d du lot %d n’est pas celle du résultat", s.Slot, s.Prize),
					fmt.Sprintf("slot %d of prize %d is not that of the result", s.Slot, s.Prize))
			}
		}
		if len(stored) > len(res.Slots) {
			return misfit("draw_slots", id, attempt, "il y a plus de places que dans le résultat", "there are more slots than in the result")
		}
		return nil
	})
}
