package handlers

import (
	"kermesse/frontend"
	"kermesse/polls"
	"kermesse/polls/stats"
)

// unlikely is the p-value under which a period is said to differ from the others.
const unlikely = 0.05

// periodTable is what the voters of each period chose; nil where that was not worked out.
func periodTable(p polls.Poll, snap polls.Snapshot, lang string) *frontend.PeriodTable {
	order := bestFirst(snap.Result)
	if len(snap.Analysis.Periods) == 0 || len(order) == 0 {
		return nil
	}
	table := &frontend.PeriodTable{Labels: labels(p, order, lang)}
	for _, d := range snap.Analysis.Periods {
		row := frontend.PeriodRow{
			From: inZone(d.From, p.TimeZone), To: inZone(d.To, p.TimeZone),
			Hidden: d.Display == stats.Hide, Few: d.Display == stats.Grey, People: int(d.People),
		}
		for _, id := range order {
			if d.People > 0 {
				row.Shares = append(row.Shares, float64(d.Chosen[id])/float64(d.People))
			}
		}
		if !row.Hidden && d.Leader.P < unlikely {
			row.Gap = 100 * d.Leader.Gap
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
