package contests

import (
	"context"

	"kermesse/internal/db"
)

// shownRow is a contest with its present attempt and one of its prizes: what all its pages
// need, in one read.
type shownRow struct {
	Contest contestRow `gorm:"embedded"`

	Present   attemptRow `gorm:"embedded;embeddedPrefix:present_"`
	Prize     prizeRow   `gorm:"embedded;embeddedPrefix:prize_"`
	HasPrize  bool       // false: Prize is empty
	Announced bool       // false: Present is empty
}

const selectShownRows = `SELECT c.*, p.contest_id IS NOT NULL AS has_prize, a.contest_id IS NOT NULL AS announced,
	COALESCE(p.position, 0) AS prize_position, COALESCE(p.name, '') AS prize_name, COALESCE(p.name_also, '') AS prize_name_also, COALESCE(p.winners, 0) AS prize_winners, COALESCE(p.alternates, 0) AS prize_alternates, COALESCE(p.value_minor, 0) AS prize_value_minor, COALESCE(p.currency, '') AS prize_currency, COALESCE(p.handing_json, '') AS prize_handing_json,
	a.attempt AS present_attempt, a.source AS present_source, a.draw_at AS present_draw_at, a.announced_at AS present_announced_at, a.reason AS present_reason, a.prizes_json AS present_prizes_json, a.listing AS present_listing, a.sealed_at AS present_sealed_at, a.close_index AS present_close_index, a.late AS present_late, a.cosigned_at AS present_cosigned_at, a.drawn_at AS present_drawn_at, a.cancelled_at AS present_cancelled_at, a.cancel_code AS present_cancel_code, a.cancel_reason AS present_cancel_reason, a.fallback_source AS present_fallback_source, a.fallback_draw_at AS present_fallback_draw_at, a.fallback_at AS present_fallback_at
	FROM contests c LEFT JOIN contest_attempts a ON a.contest_id = c.id AND a.attempt = c.attempt LEFT JOIN prizes p ON p.contest_id = c.id
	WHERE `

// selectShown returns the one contest that a condition finds, of the table as c, as it is at one
// moment, or ErrNotFound. It locks nothing.
func selectShown(ctx context.Context, d *db.DB, where string, args ...any) (Contest, error) {
	var rows []shownRow
	if err := d.Gorm(ctx).Raw(selectShownRows+where+" ORDER BY p.position", args...).Scan(&rows).Error; err != nil {
		return Contest{}, err
	}
	if len(rows) == 0 {
		return Contest{}, ErrNotFound
	}
	c, err := rows[0].Contest.contest()
	if err != nil {
		return Contest{}, err
	}
	for _, row := range rows {
		if !row.HasPrize {
			continue
		}
		prize, err := row.Prize.prize()
		if err != nil {
			return Contest{}, err
		}
		c.Prizes = append(c.Prizes, prize)
	}
	if rows[0].Announced {
		if c.Attempt, err = rows[0].Present.attempt(); err != nil {
			return Contest{}, err
		}
	}
	found := []Contest{c}
	err = amend(ctx, d, found)
	return found[0], err
}
