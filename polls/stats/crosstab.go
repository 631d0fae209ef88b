package stats

// DisplayTable returns how the cells of a cross-tab may be shown whose totals of rows and
// columns are shown: no hidden cell is their difference. All rows are as long as the first.
func DisplayTable(people [][]int64) [][]Display {
	display := make([][]Display, len(people))
	for row, cells := range people {
		display[row] = make([]Display, len(cells))
		for column, n := range cells {
			display[row][column] = DisplayOf(n)
		}
	}
	if len(people) == 0 || len(people[0]) == 0 {
		return display
	}
	aside := false
	for unchanged := 0; unchanged < 2; { // the rows, then the columns, until neither hide more
		unchanged++
		if hideInRows(people, display) {
			unchanged = 0
		}
		people, display, aside = turned(people), turned(display), !aside
	}
	if aside {
		display = turned(display)
	}
	return display
}

// turned makes rows of the columns of a table.
func turned[T any](table [][]T) [][]T {
	columns := make([][]T, len(table[0]))
	for c := range columns {
		for _, row := range table {
			columns[c] = append(columns[c], row[c])
		}
	}
	return columns
}

// hideInRows hides one more cell in each row whose total gives away what it hides, and reports
// whether there was such a row.
func hideInRows(people [][]int64, display [][]Display) (hid bool) {
	for row := range people {
		crossed := make([]bool, len(people[row])) // columns that hide something anyhow
		for _, cells := range display {
			for column, d := range cells {
				crossed[column] = crossed[column] || d == Hide
			}
		}
		if column, ok := alsoHide(people[row], display[row], crossed); ok {
			display[row][column], hid = Hide, true
		}
	}
	return hid
}
