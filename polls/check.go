package polls

import (
	"bytes"
	"context"
	"fmt"

	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/fault"
	"kermesse/polls/record"
)

// CheckRows holds what polls keep against what the public log says of them: the records, the
// notices that fans were told, the terms that were published and, where a count is final, the
// figures. It needs no secret and works beside a running server. Its error is an *evlog.Wrong
// where somebody changed a row by hand.
func CheckRows(ctx context.Context, d *db.DB) error {
	return d.Snapshot(ctx, func(view *db.DB) error {
		if err := checkRecords(ctx, view); err != nil {
			return err
		}
		polls, err := selectPolls(ctx, view, "id IN (SELECT poll_id FROM poll_records) ORDER BY id")
		if err != nil {
			return err
		}
		for _, p := range polls {
			if err := checkPoll(ctx, view, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func misfits(table string, p ID, fr, en string) *evlog.Wrong {
	return &evlog.Wrong{Table: table, Row: string(p), Reason: fault.Text{FR: fr, EN: en}}
}

// checkRecords: what we keep of the log is what it says.
func checkRecords(ctx context.Context, view *db.DB) error {
	return eachLogged(ctx, view, func(r loggedRow) error {
		if !bytes.Equal([]byte(r.Record), r.Logged) {
			return misfits("poll_records", ID(r.PollID),
				fmt.Sprintf("l’enregistrement %d n’est pas celui du journal", r.LogIndex), fmt.Sprintf("record %d is not that of the log", r.LogIndex))
		}
		return nil
	})
}

// checkPoll compares one poll with its records.
func checkPoll(ctx context.Context, view *db.DB, p Poll) error {
	logged, err := selectRecords(ctx, view, p.ID)
	if err != nil {
		return err
	}
	var published, closed *record.Record
	var told []record.Hash
	for _, l := range logged {
		r, err := record.Parse([]byte(l.Text))
		if err != nil || r.Poll != string(p.ID) {
			return misfits("poll_records", p.ID, "ce n’est pas un enregistrement de ce vote", "this is no record of this poll")
		}
		switch r.Kind {
		case record.Publish:
			published = &r
		case record.Close:
			closed = &r
		case record.Notice:
			told = append(told, r.Told)
		}
	}
	if err := checkNotices(ctx, view, p, told); err != nil {
		return err
	}
	if p.State != StateDraft && published != nil {
		if err := p.checkTerms(*published); err != nil {
			return err
		}
	}
	if p.State == StateClosed && closed != nil {
		return checkFigures(ctx, view, p, *closed)
	}
	return nil
}

// checkNotices: what fans were told is what the log holds hashes of.
func checkNotices(ctx context.Context, view *db.DB, p Poll, told []record.Hash) error {
	notices, err := selectNotices(ctx, view, p.ID)
	if err != nil {
		return err
	}
	for i, hash := range told {
		if i >= len(notices) {
			return misfits("poll_notices", p.ID, fmt.Sprintf("l’annonce %d manque", i+1), fmt.Sprintf("notice %d is missing", i+1))
		}
		if now, err := notices[i].told().Hash(); err != nil || now != hash {
			return misfits("poll_notices", p.ID, fmt.Sprintf("l’annonce %d n’est pas celle du journal", i+1), fmt.Sprintf("notice %d is not that of the log", i+1))
		}
	}
	return nil
}

// checkTerms: options and rules are those that were published; what fans wrote in comes after them.
func (p Poll) checkTerms(published record.Record) error {
	terms := record.Terms{Method: p.Method, Rules: p.rules()}
	if terms.Options = p.optionIDs(); published.Options <= len(terms.Options) {
		terms.Options = terms.Options[:published.Options]
	}
	hash, err := terms.Hash()
	if err == nil && hash != published.Terms {
		err = misfits("polls", p.ID, "les règles ne sont pas celles qui ont été publiées", "the rules are not those that were published")
	}
	return err
}

// checkFigures: the final figures and the seed of the lots are those that were frozen.
func checkFigures(ctx context.Context, view *db.DB, p Poll, closed record.Record) error {
	row, err := selectSnapshot(ctx, view, p.ID)
	if err != nil {
		return err
	}
	wrong := misfits("poll_snapshots", p.ID, "les chiffres ne sont pas ceux qui ont été figés", "the figures are not those that were frozen")
	if row == nil || !row.Final {
		return wrong
	}
	final, err := row.snapshot()
	if err != nil {
		return wrong
	}
	if closed.Box == nil {
		return nil // hidden: staff open it with kermesse verify poll
	}
	if record.HashOf([]byte(record.ResultText(final.Result))) != closed.Box.Result || final.Aside != closed.Box.Aside ||
		final.Ballots() != closed.Box.Ballots {
		return wrong
	}
	if p.Lots.seed != closed.Box.Seed {
		return misfits("polls", p.ID, "la graine du tirage au sort n’est pas celle qui a été figée", "the seed of the lots is not the one that was frozen")
	}
	return checkBallots(ctx, view, p, closed.Box.Ballots)
}

// checkBallots: as many ballots are counted as were frozen. What they say takes the secret
// behind trackers to check; kermesse verify poll does with the published ones.
func checkBallots(ctx context.Context, view *db.DB, p Poll, frozen int64) error {
	counts, err := countBallots(ctx, view, []string{string(p.ID)})
	if err == nil && counts[p.ID] != frozen {
		err = misfits("ballots", p.ID, fmt.Sprintf("%d bulletins sont comptés, et %d ont été figés", counts[p.ID], frozen),
			fmt.Sprintf("%d ballots are counted, and %d were frozen", counts[p.ID], frozen))
	}
	return err
}
