package rulebook

// qualifying is Q(t): what was activated in the window that ends with t, less what of it
// was taken back since.
func (br *brand) qualifying(m *member, t int64) (q int64) {
	for _, l := range m.lots {
		if l.qualifying && l.activatedAt != 0 && l.activatedAt <= t && l.activatedAt > t-int64(br.config.TierWindow)*day {
			q += l.activated - l.reversedAfter
		}
	}
	return q
}

func (br *brand) levelFor(q int64) (level int) {
	for i, tier := range br.config.Tiers {
		if tier.Min <= q {
			level = i
		}
	}
	return level
}

func (br *brand) tierUp(m *member, t int64) {
	level := br.levelFor(br.qualifying(m, t))
	if level > m.tier || level == m.tier && level != 0 {
		br.setTier(m, level, t)
	}
}

// tierDown is the check after a claw-back of points that had counted.
func (br *brand) tierDown(m *member, t int64) {
	if level := br.levelFor(br.qualifying(m, t)); level < m.tier {
		br.setTier(m, level, t)
	}
}

func (br *brand) review(m *member) {
	br.setTier(m, br.levelFor(br.qualifying(m, m.tierUntil)), m.tierUntil)
}

func (br *brand) setTier(m *member, level int, t int64) {
	m.tier = level
	m.tierUntil = t + int64(br.config.TierRetention)*day
	if level == 0 {
		m.tierUntil = 0
	}
}
