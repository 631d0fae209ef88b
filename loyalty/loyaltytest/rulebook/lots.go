package rulebook

import "sort"

// available is what a member can spend.
func (m *member) available() (n int64) {
	for _, l := range m.lots {
		n += l.available
	}
	return n
}

// take removes n available points in the order of consumption and tells from where. The
// member has them.
func (m *member) take(n int64) (parts []part) {
	order := make([]int, len(m.lots))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return m.lots[order[i]].expiresAt < m.lots[order[j]].expiresAt })
	for _, i := range order {
		if k := min(n, m.lots[i].available); k > 0 {
			m.lots[i].available -= k
			n -= k
			parts = append(parts, part{lot: i, n: k})
		}
	}
	return parts
}

func (br *brand) payDebt(m *member) {
	pay := min(m.debt, m.available())
	m.take(pay)
	m.debt -= pay
}

// grant makes a lot that becomes available after some days and lives for others.
func (br *brand) grant(m *member, l lot, t int64, pendingDays int, lifeDays *int) (i int) {
	l.availableAt = t + int64(pendingDays)*day
	l.lifeDays = lifeDays
	l.expiresAt = br.endOf(l.availableAt, lifeDays)
	return br.add(m, l, t)
}

func (br *brand) endOf(from int64, lifeDays *int) int64 {
	if lifeDays == nil {
		return never
	}
	return endOfDay(from+int64(*lifeDays)*day, br.zone)
}

// add makes a lot whose dates are known.
func (br *brand) add(m *member, l lot, t int64) (i int) {
	l.pending = l.points
	m.lots = append(m.lots, l)
	i = len(m.lots) - 1
	if l.availableAt <= t {
		br.activate(m, i, t)
	}
	return i
}
