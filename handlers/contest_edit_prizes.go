package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/frontend"
)

// prizesSection is what can be won, in the order in which it is drawn.
func prizesSection() editSection {
	return editSection{
		key: "prizes", faults: []string{"prizes"}, fields: prizeFields, read: readPrizes, field: prizeField,
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestPrizesPage{ContestEditFrame: frame, Currency: prizeCurrency(e), Prizes: e.prizeLines(frame.Form)}
			if asksForLine(frame, len(page.Prizes)) {
				page.Prizes = append(page.Prizes, blankPrize)
			}
			return page
		},
	}
}

// blankPrize is the line of a prize to be: two stand by for it, since every second winner
// does not answer.
var blankPrize = frontend.PrizeLine{Winners: "1", Alternates: "2"}

var prizeColumns = []string{"prize_name", "prize_also", "prize_winners", "prize_alternates", "prize_value"}

func prizeFields(c contests.Contest) url.Values {
	v := url.Values{}
	for _, p := range c.Prizes {
		for i, value := range []string{p.Name, p.Also, strconv.Itoa(p.Winners), strconv.Itoa(p.Alternates), typedAmount(p)} {
			v.Add(prizeColumns[i], value)
		}
	}
	return v
}

func readPrizes(e *contestEdit, f *contests.Form) {
	f.Prizes = e.prizes(prizeCurrency(e))
	keepHanding(f.Prizes, e.before.Prizes)
}

// prizeLines are the lines of the prize table as they were typed.
func (t *typedForm) prizeLines(form frontend.Form) []frontend.PrizeLine {
	var lines []frontend.PrizeLine
	for i := range t.values["prize_name"] {
		row := t.row(i, prizeColumns...)
		lines = append(lines, frontend.PrizeLine{
			Name: row["prize_name"], Also: row["prize_also"], Winners: row["prize_winners"], Alternates: row["prize_alternates"], Value: row["prize_value"],
			Error: form.Error(fmt.Sprintf("prize_name-%d", i)),
		})
	}
	return lines
}

// prizes are the prizes of the table, values in currency.
func (t *typedForm) prizes(currency string) []contests.Prize {
	var prizes []contests.Prize
	for i, row := range t.lines(prizeColumns, "prize_name", "prize_also", "prize_value") {
		at := fmt.Sprintf("prizes[%d]", i)
		p := contests.Prize{
			Name: row["prize_name"], Also: row["prize_also"], Winners: t.number(at, row["prize_winners"], 1), Alternates: t.number(at, row["prize_alternates"], 0),
		}
		if typed := row["prize_value"]; typed != "" {
			amount, err := readAmount(typed, currency)
			if err != nil {
				t.wrong = append(t.wrong, contests.ErrPrizeValue.At(at))
			}
			p.ValueMinor, p.Currency = amount, currency
		}
		prizes = append(prizes, p)
	}
	return prizes
}

// prizeCurrency is that of the prizes, which is the brand's unless the API gave another.
func prizeCurrency(e *contestEdit) string {
	for _, p := range e.before.Prizes {
		if p.Currency != "" {
			return p.Currency
		}
	}
	return e.desk.Brand.Currency
}

// prizeField is the line of a prize: what is wrong with it is said there.
func prizeField(path string) string {
	var i int
	_, _ = fmt.Sscanf(path, "prizes[%d]", &i)
	return fmt.Sprintf("prize_name-%d", i)
}

var errAmount = errors.New("not an amount of money")

// readAmount reads an amount as people type it: 49,90 or 49.90 or 1 200. The result is in
// minor units.
func readAmount(typed, currency string) (int64, error) {
	typed = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(typed)
	value, err := strconv.ParseFloat(typed, 64)
	if err != nil || value < 0 || value > 1e10 {
		return 0, errAmount
	}
	return int64(math.Round(value * math.Pow10(contests.MinorDigits(currency)))), nil
}

// typedAmount is readAmount the other way round.
func typedAmount(p contests.Prize) string {
	if p.ValueMinor == 0 {
		return ""
	}
	digits := contests.MinorDigits(p.Currency)
	return strings.Replace(strconv.FormatFloat(float64(p.ValueMinor)/math.Pow10(digits), 'f', digits, 64), ".", ",", 1)
}
