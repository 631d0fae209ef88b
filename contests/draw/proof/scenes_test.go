package proof

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
)

// scene is a bundle and what every verifier must say of it.
type scene struct {
	name  string
	c     Content
	opts  Options
	check Check // the step that refuses it; "" where it is valid
	label Label // where it is valid
}

// scenes are draws with a log: valid ones, and ones that something is wrong with.
func scenes(t testing.TB) []scene {
	t.Helper()
	closes := opensAt.Add(24 * time.Hour)
	due := closes.Add(draw.MinMargin)
	var all []scene
	add := func(name string, g *saga, whole bool, opts Options, check Check) {
		label := Test
		if check != "" {
			label = ""
		}
		all = append(all, scene{name, g.bundle(whole), opts, check, label})
	}
	valid := Check("")

	g := told(t, nil)
	pinned := Options{Log: &g.o.logKey, Witnesses: g.o.witnesses[:2]}
	add("whole log", g, true, pinned, valid)
	add("own records", g, false, pinned, valid)
	add("own keys", g, false, Options{}, valid)
	add("a witness that never cosigned", g, true, Options{Log: &g.o.logKey, Witnesses: g.o.witnesses}, CheckLog)

	policy := func(need int) func(*draw.Rules) {
		return func(r *draw.Rules) { r.Witnesses, r.Need = newOrganiser(t, "example.org/draws").vkeys(), need }
	}
	add("two of three witnesses", told(t, policy(2)), false, Options{}, valid)
	add("two of three, all pinned", told(t, policy(2)), false, Options{Log: &g.o.logKey, Witnesses: g.o.witnesses}, valid)
	add("three of three witnesses", told(t, policy(3)), false, Options{}, CheckLog)
	add("two of three, the third pinned", told(t, policy(2)), false, Options{Witnesses: g.o.witnesses[2:]}, CheckLog)

	all = append(all, lateScenes(t, closes, due)...)
	all = append(all, attemptScenes(t, closes)...)
	all = append(all, oneWinScenes(t, closes)...)
	all = append(all, orderScenes(t, closes)...)
	all = append(all, rotationScenes(t, closes)...)
	all = append(all, fallbackScenes(t, closes, due)...)
	all = append(all, roundAfterAnotherSourceScenes(t, closes, due)...)
	return all
}

// lateScenes: the server slept over the closing and seals the list of the last count.
func lateScenes(t testing.TB, closes, due time.Time) []scene {
	at := closes.Add(-10 * time.Minute)
	late := func(before, seal func(*saga)) *saga {
		g := newSaga(t, 12, nil)
		g.publish()
		before(g)
		seal(g)
		return g.hold(g.s.close.Source.Round)
	}
	nothing := func(*saga) {}
	counted := func(g *saga) { g.counted(at, at.Add(time.Second)) }
	sealed := func(g *saga) { g.seal(1, at, g.s.rules.Source, due.Add(time.Hour)) }
	key := newOrganiser(t, "example.org/draws")
	pinned := Options{Log: &key.logKey, Witnesses: key.witnesses[:1]}
	return []scene{
		{"late", late(counted, sealed).bundle(true), pinned, "", Test},
		{"late, own records", late(counted, sealed).bundle(false), pinned, "", Test},
		{"late, and the count unseen", late(func(g *saga) { g.counted(at) }, sealed).bundle(true), pinned, CheckLog, ""},
		{"late without a count", late(nothing, sealed).bundle(true), Options{}, CheckTerms, ""},
		{"late, but not the last count", late(func(g *saga) {
			counted(g)
			g.event(draw.Event{Kind: draw.EventEntries, Entries: 1, Tickets: 1, At: at.Add(time.Minute)})
		}, sealed).bundle(true), Options{}, CheckTerms, ""},
		{"late, with another time", late(counted, func(g *saga) {
			g.seal(1, at.Add(time.Second), g.s.rules.Source)
		}).bundle(true), Options{}, CheckTerms, ""},
		{"in time, and pretending to be late", late(counted, func(g *saga) {
			g.seal(1, at, g.s.rules.Source, closes)
		}).bundle(true), pinned, CheckLog, ""},
		{"late, an entry excluded since", late(counted, func(g *saga) {
			g.event(draw.Event{Kind: draw.EventExclude, Entry: g.s.list.At(3).Commitment, Reason: "fraud", At: at.Add(time.Minute)})
			sealed(g)
		}).bundle(true), pinned, "", Test},
		{"late, an entry excluded before", late(func(g *saga) {
			g.event(draw.Event{Kind: draw.EventExclude, Entry: g.s.list.At(3).Commitment, Reason: "fraud", At: at.Add(-time.Minute)})
			counted(g)
		}, sealed).bundle(true), pinned, CheckEvents, ""},
	}
}

// attemptScenes: draws that were begun again.
func attemptScenes(t testing.TB, closes time.Time) []scene {
	again := closes.Add(2 * time.Hour)
	first := func() *saga {
		g := newSaga(t, 12, nil)
		return g.publish().seal(1, closes, g.s.rules.Source).hold(g.s.close.Source.Round).giveUp("wrong-list", again)
	}
	second := func(g *saga) *saga {
		source := g.restart(2, again, again.Add(time.Hour))
		return g.seal(2, again.Add(time.Minute), source).hold(source.Round)
	}
	bundle := func(g *saga, change func(*Content)) Content {
		c := g.bundle(true)
		if change != nil {
			change(&c)
		}
		return c
	}
	// Three people for five prizes: two stay open, and a third where one is disqualified.
	leftOpen := func(units int, reason string) *saga {
		g := newSaga(t, 3, func(r *draw.Rules) {
			r.Prizes = []draw.RulesPrize{{Name: "Vélo", Prize: draw.Prize{Winners: 5}}, {Name: "Glace", Prize: draw.Prize{Winners: 1}}}
			r.Mode = draw.ManyWins
		})
		g.publish().seal(1, closes, g.s.rules.Source).hold(g.s.close.Source.Round)
		if reason != "" {
			g.event(g.about(draw.EventDisqualify, 0, reason))
		}
		c := g.content
		g.attempts = append(g.attempts, Attempt{Number: 1, Close: g.s.closeText, List: g.s.list, Beacon: c.Beacon, Result: c.Result})
		source := g.restart(2, again, again.Add(time.Hour))
		g.s.closeAs(t, 2, again.Add(time.Minute), source)
		g.s.close.Prizes = []draw.Prize{{Winners: units}, {}}
		g.s.closeText, _ = g.s.close.Encode()
		return g.log(g.s.closeText).hold(source.Round)
	}
	void := newSaga(t, 12, nil).publish()
	void.event(draw.Event{Kind: draw.EventCancel, Attempt: 1, Reason: "not-sealed", At: again})
	soon := first()
	source := soon.restart(2, again, again.Add(5*time.Minute))
	soon.seal(2, again.Add(time.Minute), source).hold(source.Round)
	cancelled := first()
	cancelled.attempts = nil
	third := second(first()).giveUp("wrong-list", again.Add(3*time.Hour))
	source = third.restart(3, again.Add(3*time.Hour), again.Add(4*time.Hour))
	third.seal(3, again.Add(3*time.Hour), source).hold(source.Round)
	smaller := first()
	entries := []draw.Entry{smaller.s.list.At(1), smaller.s.list.At(5)}
	smaller.s.list, _ = draw.Freeze(entries)
	return []scene{
		{"second attempt", bundle(second(first()), nil), Options{}, "", Test},
		{"third attempt", bundle(third, nil), Options{}, "", Test},
		{"second attempt, other list", bundle(second(smaller), nil), Options{}, "", Test},
		{"second attempt after a void one", bundle(second(void), nil), Options{}, "", Test},
		{"a cancelled attempt alone", bundle(cancelled, nil), Options{}, "", Test},
		{"first attempt left out", bundle(second(first()), func(c *Content) { c.Attempts = nil }), Options{}, CheckGrammar, ""},
		{"its number left out", bundle(second(first()), func(c *Content) { c.Attempts[0].Beacon = nil }), Options{}, CheckBeacon, ""},
		{"its result changed", bundle(second(first()), func(c *Content) { c.Attempts[0].Result = c.Result }), Options{}, CheckAttempts, ""},
		{"its list changed", bundle(second(first()), func(c *Content) { c.Attempts[0].List, _ = draw.Freeze(nil) }), Options{}, CheckList, ""},
		{"too soon", bundle(soon, nil), Options{}, CheckTerms, ""},
		{"restarted without a cancel, and nothing is open", bundle(second(func() *saga {
			g := first()
			g.records = nil
			g.o = newOrganiser(t, "example.org/draws")
			return g.publish().log(g.s.closeText).log(g.content.Result)
		}()), nil), Options{}, CheckAttempts, ""},
		{"restarted for open prizes", bundle(leftOpen(2, ""), nil), Options{}, "", Test},
		{"restarted for more than is open", bundle(leftOpen(3, ""), nil), Options{}, CheckAttempts, ""},
		{"restarted for a disqualified winner", bundle(leftOpen(3, "no-answer"), nil), Options{}, "", Test},
		{"restarted for one disqualified for nothing", bundle(leftOpen(3, "ugly"), nil), Options{}, CheckEvents, ""},
		{"restarted with neither a cancel nor a result", bundle(second(func() *saga {
			g := first()
			g.records = nil
			g.o = newOrganiser(t, "example.org/draws")
			return g.publish().log(g.s.closeText)
		}()), nil), Options{}, CheckEvents, ""},
	}
}

// oneWinScenes: the bicycle of the first attempt stays open, and who stands by for the ice
// cream wins it in a second one. Then the winner of the ice cream is disqualified.
func oneWinScenes(t testing.TB, closes time.Time) []scene {
	again := closes.Add(2 * time.Hour)
	tell := func(mode draw.Mode, end func(g *saga, lost, back draw.Event)) Content {
		g := newSaga(t, 12, func(r *draw.Rules) {
			r.Mode = mode
			r.Prizes = []draw.RulesPrize{{Name: "Vélo", Prize: draw.Prize{Winners: 1}}, {Name: "Glace", Prize: draw.Prize{Winners: 1, Alternates: 1}}}
		})
		g.publish().seal(1, closes, g.s.rules.Source).hold(g.s.close.Source.Round)
		g.event(g.about(draw.EventDisqualify, 0, "no-answer"))
		lost, back := g.about(draw.EventDisqualify, 1, "no-answer"), g.about(draw.EventReinstate, 1, "appeal")
		c := g.content
		g.attempts = append(g.attempts, Attempt{Number: 1, Close: g.s.closeText, List: g.s.list, Beacon: c.Beacon, Result: c.Result})
		standby, _ := g.s.list.Find(c.Disclosures[2].Commitment)
		var err error
		if g.s.list, err = draw.Freeze([]draw.Entry{g.s.list.At(standby)}); err != nil {
			t.Fatal(err)
		}
		source := g.restart(2, again, again.Add(time.Hour))
		g.s.closeAs(t, 2, again.Add(time.Minute), source)
		g.s.close.Prizes = []draw.Prize{{Winners: 1}, {}}
		if g.s.closeText, err = g.s.close.Encode(); err != nil {
			t.Fatal(err)
		}
		g.log(g.s.closeText).hold(source.Round)
		end(g, lost, back)
		return g.bundle(true)
	}
	return []scene{
		{"stands by and wins in the second attempt", tell(draw.OneWin, func(*saga, draw.Event, draw.Event) {}), Options{}, "", Test},
		{"has a prize of two attempts", tell(draw.OneWin, func(g *saga, lost, _ draw.Event) { g.event(lost) }), Options{}, CheckAttempts, ""},
		{"had a prize of two attempts for a while", tell(draw.OneWin, func(g *saga, lost, back draw.Event) {
			g.event(lost).event(back)
		}), Options{}, "", Test},
		{"has a prize of two attempts, where many may be won", tell(draw.ManyWins, func(g *saga, lost, _ draw.Event) { g.event(lost) }), Options{}, "", Test},
		{"has a prize of two attempts, one of them cancelled", tell(draw.OneWin, func(g *saga, lost, _ draw.Event) {
			g.event(draw.Event{Kind: draw.EventCancel, Attempt: 2, Reason: "wrong-list", At: again.Add(2 * time.Hour)}).event(lost)
		}), Options{}, "", Test},
		{"a decision about nobody in the first attempt", tell(draw.OneWin, func(g *saga, lost, _ draw.Event) {
			lost.Entry = draw.Hash{1}
			g.event(lost)
		}), Options{}, CheckEvents, ""},
	}
}

// rotationScenes: the log has changed its key between the closing and the result.
func rotationScenes(t testing.TB, closes time.Time) []scene {
	old := newOrganiser(t, "example.org/draws").logKey
	tell := func(signer func(o *organiser, old note.Signer)) *saga {
		g := newSaga(t, 12, nil)
		g.publish().seal(1, closes, g.s.rules.Source)
		before := g.o.signer
		g.log(g.o.rotate(closes.Add(time.Minute)))
		signer(g.o, before)
		return g.hold(g.s.close.Source.Round)
	}
	changed := tell(func(*organiser, note.Signer) {})
	own := changed.bundle(false)
	own.Log.Keys.Rotations = [][]byte{changed.records[2].Text}
	forgotten := changed.bundle(false)
	stubborn := tell(func(o *organiser, old note.Signer) { o.signer = old })
	return []scene{
		{"key changed", changed.bundle(true), Options{}, "", Test},
		{"key changed, own records", own, Options{Log: &changed.o.logKey}, "", Test},
		{"key changed, the old one known", own, Options{Log: &old}, "", Test},
		{"key changed, and nothing says so", forgotten, Options{}, CheckLog, ""},
		{"the old key still signs", stubborn.bundle(true), Options{}, CheckLog, ""},
	}
}

// orderScenes: lives in which something came too early, or was decided wrongly.
func orderScenes(t testing.TB, closes time.Time) []scene {
	tell := func(tell func(*saga)) Content {
		g := newSaga(t, 12, nil)
		tell(g)
		return g.bundle(true)
	}
	end := func(g *saga) *saga {
		return g.seal(1, closes, g.s.rules.Source).hold(g.s.close.Source.Round)
	}
	swapped := told(t, nil)
	n := len(swapped.records)
	swapped.records[n-1], swapped.records[n-2] = swapped.records[n-2], swapped.records[n-1]
	return []scene{
		{"published after a count", tell(func(g *saga) { end(g.counted(closes.Add(-time.Hour)).publish()) }), Options{}, CheckEvents, ""},
		{"published twice", tell(func(g *saga) { end(g.publish().publish()) }), Options{}, CheckEvents, ""},
		{"counted after closing", tell(func(g *saga) { end(g).counted(closes) }), Options{}, CheckEvents, ""},
		{"cancelled before closing", tell(func(g *saga) {
			end(g.event(draw.Event{Kind: draw.EventCancel, Attempt: 1, Reason: "oops", At: closes}))
		}), Options{}, CheckEvents, ""},
		{"disqualified before the result", tell(func(g *saga) {
			g.seal(1, closes, g.s.rules.Source).decide(g.s.close.Source.Round)
			g.event(g.about(draw.EventDisqualify, 0, "no-answer")).log(g.content.Result)
		}), Options{}, CheckEvents, ""},
		{"confirmed though disqualified", tell(func(g *saga) {
			end(g).event(g.about(draw.EventDisqualify, 0, "no-answer")).event(g.about(draw.EventAccept, 0, "claimed"))
		}), Options{}, CheckAwards, ""},
		{"reinstated and confirmed", tell(func(g *saga) {
			end(g).event(g.about(draw.EventDisqualify, 0, "no-answer")).event(g.about(draw.EventReinstate, 0, "no-answer"))
			g.event(g.about(draw.EventAccept, 0, "claimed"))
		}), Options{}, "", Test},
		{"excluded after closing", tell(func(g *saga) {
			end(g).event(draw.Event{Kind: draw.EventExclude, Entry: g.s.list.At(3).Commitment, Reason: "fraud", At: closes})
		}), Options{}, "", Test},
		{"own records in another order", swapped.bundle(false), Options{}, CheckEvents, ""},
		{"another draw's record among its own", func() Content {
			c := told(t, nil).bundle(false)
			foreign := encodeEvent(t, draw.Event{Kind: draw.EventCancel, Draw: draw.ID{99}, Attempt: 1, Reason: "no", At: closes})
			c.Log.Records = append(c.Log.Records, Record{Text: foreign})
			return c
		}(), Options{}, CheckEvents, ""},
	}
}

// fallbackScenes: the round that was named never came.
func fallbackScenes(t testing.TB, closes, due time.Time) []scene {
	const week = 7 * 24 * time.Hour
	seed := draw.Hash{42}
	tell := func(at time.Time, to func(*saga) draw.Source) Content {
		g := newSaga(t, 12, func(r *draw.Rules) {
			chain := newSaga(t, 1, nil).chain
			r.Fallback = []draw.Source{
				draw.Drand(chain.Hash(), chain.FirstRoundAt(due.Add(week))), draw.Operator(draw.OperatorDigest(seed)),
			}
			r.FallbackAfter = week
		})
		g.publish().seal(1, closes, g.s.rules.Source)
		source := to(g)
		g.event(draw.Event{Kind: draw.EventFallback, Attempt: 1, From: g.s.rules.Source, To: source, At: at})
		if source.Kind == draw.SourceDrand {
			return g.hold(source.Round).bundle(true)
		}
		g.content = g.s.content(t, draw.Hash{}, seed)
		g.content.ServerSeed = &seed
		return g.log(g.content.Result).bundle(true)
	}
	first := func(g *saga) draw.Source { return g.s.rules.Fallback[0] }
	return []scene{
		{"fallback", tell(due.Add(week+time.Minute), first), Options{}, "", Test},
		{"fallback too early", tell(due.Add(week-time.Second), first), Options{}, CheckTerms, ""},
		{"fallback to the second", tell(due.Add(week+time.Minute), func(g *saga) draw.Source { return g.s.rules.Fallback[1] }), Options{}, CheckTerms, ""},
		{"fallback to another round", tell(due.Add(week+time.Minute), func(g *saga) draw.Source { return g.roundAt(due.Add(week + time.Hour)) }), Options{}, CheckTerms, ""},
	}
}

// roundAfterAnotherSourceScenes: a source without rounds was silent, and a round took over. What
// saw the list after that round was due has not seen it before the number existed.
func roundAfterAnotherSourceScenes(t testing.TB, closes, due time.Time) []scene {
	const day = 24 * time.Hour
	key := newOrganiser(t, "example.org/draws")
	pinned := Options{Log: &key.logKey, Witnesses: key.witnesses[:1]}
	tell := func(source draw.Source, after time.Duration, seen time.Time) Content {
		g := newSaga(t, 12, func(r *draw.Rules) {
			r.Source, r.Fallback, r.FallbackAfter = source, []draw.Source{newSaga(t, 1, nil).roundAt(closes.Add(after))}, after
		})
		g.publish().seal(1, closes, source, seen)
		to := g.s.rules.Fallback[0]
		g.event(draw.Event{Kind: draw.EventFallback, Attempt: 1, From: source, To: to, At: closes.Add(after)})
		return g.hold(to.Round).bundle(true)
	}
	public := draw.Public(draw.AnnouncementDigest([]byte("the lottery of Saturday\n")))
	return []scene{
		{"a round after a public source", tell(public, day, closes.Add(time.Minute)), pinned, "", Test},
		{"a round after a public source, seen late", tell(public, day, closes.Add(day+time.Minute)), pinned, CheckLog, ""},
		{"a round after the operator's number", tell(draw.Operator(draw.OperatorDigest(draw.Hash{42})), day, closes.Add(time.Minute)), pinned, CheckTerms, ""},
	}
}

func TestScenes(t *testing.T) {
	for _, s := range scenes(t) {
		r, err := verifyFolder(folder(t, s.c), s.opts)
		var invalid *Invalid
		switch {
		case s.check == "":
			wantLabel(t, s.name, r, err, s.label)
		case !errors.As(err, &invalid) || invalid.Check != s.check:
			t.Errorf("%s: %v, want it refused at %q", s.name, err, s.check)
		}
	}
}

func TestWitnessUnderAKnownName(t *testing.T) {
	g := told(t, nil)
	forged := newOrganiser(t, "example.org/draws")
	forged.witnesses, forged.witnessKeys = nil, nil
	forged.addWitness("witness.test", "a key of the organiser's making ")
	g.o.witnesses[0], g.o.witnessKeys[0] = forged.witnesses[0], forged.witnessKeys[0]
	real := newOrganiser(t, "example.org/draws").witness
	g.records, g.o.records, g.o.hashes = nil, nil, nil
	closes := g.s.rules.ClosesAt
	g.publish().seal(1, closes, g.s.rules.Source, closes).log(g.content.Result)
	_, err := verifyFolder(folder(t, g.bundle(true)), Options{Log: &g.o.logKey, Witnesses: []c2sp.Witness{real}})
	wantInvalid(t, "a key of the bundle's under the name of a pinned one", err, CheckLog)
}
