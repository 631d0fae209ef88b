package instant_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
)

var opens = time.Date(2026, 3, 27, 7, 30, 0, 0, time.UTC) // clocks go forward in Paris on the 29th

func plan() instant.Plan {
	return instant.Plan{
		Contest: draw.ID{7}, Mode: instant.Moments, OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 10), Zone: "Europe/Paris",
		From: 9, To: 21, Units: []int{1, 20},
	}
}

// chance is a source that every run of a test gives the same.
func chance(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func mustDraw(t *testing.T, p instant.Plan, seed byte) instant.Schedule {
	t.Helper()
	s, err := instant.Draw(p, chance(seed))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMomentsLieInTheAllowedHours(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	p := plan()
	p.Units = []int{5000}
	s := mustDraw(t, p, 1)
	for i, m := range s.Moments {
		at := m.At.In(paris)
		if at.Hour() < 9 || at.Hour() >= 21 || m.At.Before(p.OpensAt) || !m.At.Before(p.ClosesAt) || i > 0 && m.At.Before(s.Moments[i-1].At) {
			t.Fatalf("moment %d is %s", i, at)
		}
	}
}

// TestEverySecondIsAsLikely: of 48 000 moments in ten days of twelve hours, each hour has
// its share. The bound is that of chi-square for 119 degrees of freedom at one in a million.
func TestEverySecondIsAsLikely(t *testing.T) {
	p := plan()
	p.OpensAt = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	p.ClosesAt, p.Zone, p.Units = p.OpensAt.AddDate(0, 0, 10), "Indian/Mauritius", []int{48_000}
	counts := map[time.Time]int{}
	for _, m := range mustDraw(t, p, 2).Moments {
		counts[m.At.Truncate(time.Hour)]++
	}
	const share = 48_000 / 120
	chi := 0.0
	for _, n := range counts {
		chi += float64((n-share)*(n-share)) / share
	}
	if len(counts) != 120 || chi > 205 {
		t.Errorf("%d hours, chi-square %.1f", len(counts), chi)
	}
}

func TestOrderOfPrizesIsDrawnWhereEveryoneWins(t *testing.T) {
	p := plan()
	p.Mode, p.Units = instant.Everyone, []int{1, 1, 1}
	orders := map[string]int{}
	source := chance(3)
	for range 6000 {
		s, err := instant.Draw(p, source)
		if err != nil {
			t.Fatal(err)
		}
		var order strings.Builder
		for _, m := range s.Moments {
			order.WriteByte('a' + byte(m.Prize))
		}
		orders[order.String()]++
	}
	chi := 0.0
	for _, n := range orders {
		chi += float64((n-1000)*(n-1000)) / 1000
	}
	if len(orders) != 6 || chi > 35 { // 5 degrees of freedom, one in a million
		t.Errorf("%v, chi-square %.1f", orders, chi)
	}
}

func TestPlansThatCannotBePlayed(t *testing.T) {
	for why, change := range map[string]func(*instant.Plan){
		"no prize":           func(p *instant.Plan) { p.Units = nil },
		"no unit":            func(p *instant.Plan) { p.Units = []int{0} },
		"too many":           func(p *instant.Plan) { p.Units = []int{instant.MaxUnits, 1} },
		"hours backwards":    func(p *instant.Plan) { p.From, p.To = 21, 9 },
		"a day of 25 hours":  func(p *instant.Plan) { p.To = 25 },
		"never open":         func(p *instant.Plan) { p.ClosesAt = p.OpensAt },
		"parts of a second":  func(p *instant.Plan) { p.OpensAt = p.OpensAt.Add(time.Millisecond) },
		"no such place":      func(p *instant.Plan) { p.Zone = "Europe/Nulle_Part" },
		"another mode":       func(p *instant.Plan) { p.Mode = "nobody" },
		"no hour is allowed": func(p *instant.Plan) { p.From, p.To, p.ClosesAt = 3, 4, p.OpensAt.Add(time.Hour) },
	} {
		p := plan()
		change(&p)
		if _, err := instant.Draw(p, chance(1)); !errors.Is(err, instant.ErrPlan) && !errors.Is(err, instant.ErrNoHours) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestFirstPlayAfterAMomentWins(t *testing.T) {
	s := mustDraw(t, plan(), 4)
	first, second := s.Moments[0].At, s.Moments[1].At
	g := instant.NewGame(s)
	for _, step := range []struct {
		at   time.Time
		want int
	}{
		{first.Add(-time.Millisecond), instant.Lost},
		{first, 0},
		{first, instant.Lost},
		{second.Add(time.Second), 1},
		{s.ClosesAt.Add(-time.Second), 2},
		{s.ClosesAt.Add(-time.Second), 3}, // those that nobody won wait, one after the other
	} {
		if got := g.Play(step.at); got != step.want {
			t.Errorf("a play at %s wins %d, want %d", step.at, got, step.want)
		}
	}
}

func TestMomentsThatDoNotWaitAreVoid(t *testing.T) {
	p := plan()
	p.OpenFor, p.Units = 10*time.Minute, []int{1}
	s := mustDraw(t, p, 5)
	at := s.Moments[0].At
	for _, step := range []struct {
		at   time.Time
		want int
	}{{at.Add(10 * time.Minute), instant.Lost}, {at.Add(10*time.Minute - time.Millisecond), 0}} {
		if got := instant.NewGame(s).Play(step.at); got != step.want {
			t.Errorf("after %s it wins %d, want %d", step.at.Sub(at), got, step.want)
		}
	}
}

// TestGameAgainstItsDefinition: whatever the moments and the plays, each play wins the
// earliest moment that is due, not void and not won before, and no prize has more winners
// than units.
func TestGameAgainstItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plan()
		p.Units = rapid.SliceOfN(rapid.IntRange(1, 6), 1, 3).Draw(t, "units")
		p.OpenFor = time.Duration(rapid.SampledFrom([]int{0, 3600, 90_000}).Draw(t, "waits")) * time.Second
		if rapid.Bool().Draw(t, "everyone") {
			p.Mode, p.OpenFor = instant.Everyone, 0
		}
		s, err := instant.Draw(p, chance(rapid.Byte().Draw(t, "seed")))
		if err != nil {
			t.Fatal(err)
		}
		won, plays := map[int]bool{}, []instant.Play{}
		g := instant.NewGame(s)
		for i, after := range rapid.SliceOfN(rapid.Int64Range(0, p.ClosesAt.UnixMilli()-p.OpensAt.UnixMilli()-1), 0, 40).Draw(t, "plays") {
			at, want := p.OpensAt.Add(time.Duration(after)*time.Millisecond), instant.Lost
			for k, m := range s.Moments {
				if !won[k] && !m.At.After(at) && (p.OpenFor == 0 || at.Before(m.At.Add(p.OpenFor))) {
					want = k
					break
				}
			}
			won[want] = want != instant.Lost
			if got := g.Play(at); got != want {
				t.Fatalf("play %d at %s wins %d, want %d", i, at, got, want)
			}
			plays = append(plays, instant.Play{At: at, Token: draw.Hash{byte(i)}, Moment: want})
		}
		report, err := instant.Replay(s, plays)
		if err != nil {
			t.Fatal(err)
		}
		for j, n := range report.Won {
			if n > p.Units[j] || n+report.Left[j] != p.Units[j] {
				t.Fatalf("prize %d: %d won and %d left of %d", j, n, report.Left[j], p.Units[j])
			}
		}
	})
}

func TestRecordsAreReadAsTheyAreWritten(t *testing.T) {
	s := mustDraw(t, plan(), 6)
	again, err := instant.ParseSchedule(s.Encode())
	if err != nil || !bytes.Equal(again.Encode(), s.Encode()) {
		t.Errorf("the schedule: %v", err)
	}
	plays := []instant.Play{{At: opens.Add(time.Hour), Token: draw.Hash{1}, Moment: instant.Lost}, {At: opens.Add(90 * time.Hour), Token: draw.Hash{2}}}
	if id, read, err := instant.ParsePlays(instant.EncodePlays(s.Contest, plays)); err != nil || id != s.Contest || len(read) != 2 || read[1] != plays[1] {
		t.Errorf("the plays: %v, %v", read, err)
	}
	r := instant.NewReveal(s, plays, s.ClosesAt)
	if read, err := instant.ParseReveal(r.Encode()); err != nil || read != r {
		t.Errorf("the reveal: %+v, %v", read, err)
	}
}

func TestSchedulesThatDrawWouldNotMake(t *testing.T) {
	s := mustDraw(t, plan(), 6)
	for why, change := range map[string]func(*instant.Schedule){
		"at four in the morning": func(s *instant.Schedule) { s.Moments[0].At = time.Date(2026, 3, 28, 3, 0, 0, 0, time.UTC) },
		"out of order":           func(s *instant.Schedule) { s.Moments[0], s.Moments[20] = s.Moments[20], s.Moments[0] },
		"one unit too many":      func(s *instant.Schedule) { s.Moments = append(s.Moments, s.Moments[20]) },
		"a prize of none":        func(s *instant.Schedule) { s.Moments[3].Prize = 2 },
		"before opening":         func(s *instant.Schedule) { s.Moments[0].At = s.OpensAt.Add(-time.Second) },
	} {
		other := s
		other.Moments = append([]instant.Moment{}, s.Moments...)
		change(&other)
		if _, err := instant.ParseSchedule(other.Encode()); err == nil {
			t.Errorf("%s: it was taken", why)
		}
	}
	text := string(s.Encode())
	for why, bad := range map[string]string{
		"CR LF": strings.ReplaceAll(text, "\n", "\r\n"), "cut": text[:len(text)-1], "more": text + "\n",
		"capitals": strings.Replace(text, "salt ", "salt A", 1), "zeros": strings.Replace(text, "hours 9", "hours 09", 1), "empty": "",
	} {
		if _, err := instant.ParseSchedule([]byte(bad)); !errors.Is(err, instant.ErrGrammar) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// over is a game that was played to its end.
func over(t *testing.T) (rules, schedule, plays, reveal []byte) {
	t.Helper()
	s := mustDraw(t, plan(), 8)
	g, list := instant.NewGame(s), []instant.Play{}
	for i := range 60 {
		at := s.OpensAt.Add(time.Duration(i) * 3 * time.Hour)
		list = append(list, instant.Play{At: at, Token: instant.Token(draw.ID{byte(i)}), Moment: g.Play(at)})
	}
	game := map[string]any{
		"mode": s.Mode, "from_hour": s.From, "to_hour": s.To, "waits_seconds": 0, "schedule_sha256": instant.Seal(s.Encode()),
		"prizes": []map[string]any{{"name": "Un an de glaces", "units": 1}, {"name": "Un cornet", "units": 20}},
	}
	frozen, err := draw.Rules{
		Draw: s.Contest, Title: "Un été de glaces", OpensAt: s.OpensAt, ClosesAt: s.ClosesAt, Mode: draw.OneWin,
		Prizes: []draw.RulesPrize{{Name: "Un vélo", Prize: draw.Prize{Winners: 1}}}, Source: draw.Operator(draw.Hash{1}),
		Margin: draw.MinMargin, Terms: map[string]any{"instant": game, "time_zone": s.Zone},
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return frozen, s.Encode(), instant.EncodePlays(s.Contest, list), instant.NewReveal(s, list, s.ClosesAt).Encode()
}

func TestVerify(t *testing.T) {
	rules, schedule, plays, reveal := over(t)
	promise, report, err := instant.Verify(rules, schedule, plays, reveal)
	if err != nil {
		t.Fatal(err)
	}
	if report.Plays != 60 || report.Won[0]+report.Won[1] < 10 || promise.Names[1] != "Un cornet" {
		t.Errorf("%+v of %v", report, promise.Names)
	}
}

// TestMaliceIsSeen: another schedule, a prize given to a friend, a play left out.
func TestMaliceIsSeen(t *testing.T) {
	rules, schedule, plays, reveal := over(t)
	s, err := instant.ParseSchedule(schedule)
	if err != nil {
		t.Fatal(err)
	}
	_, list, err := instant.ParsePlays(plays)
	if err != nil {
		t.Fatal(err)
	}
	stolen := append([]instant.Play{}, list...)
	for i := range stolen {
		if stolen[i].Moment != instant.Lost && stolen[i+1].Moment == instant.Lost {
			stolen[i].Moment, stolen[i+1].Moment = instant.Lost, stolen[i].Moment
			break
		}
	}
	var wrong *instant.WrongPlay
	_, _, err = instant.Verify(rules, schedule, instant.EncodePlays(s.Contest, stolen), instant.NewReveal(s, stolen, s.ClosesAt).Encode())
	if !errors.As(err, &wrong) {
		t.Errorf("a prize that went to the next play: %v", err)
	}
	for why, check := range map[string]func() error{
		"another schedule": func() error {
			_, _, err := instant.Verify(rules, mustDraw(t, plan(), 9).Encode(), plays, reveal)
			return err
		},
		"a play left out, after the end": func() error {
			_, _, err := instant.Verify(rules, schedule, instant.EncodePlays(s.Contest, list[1:]), reveal)
			return err
		},
		"fewer prizes promised": func() error {
			less := bytes.Replace(rules, []byte(`"units":20`), []byte(`"units":19`), 1)
			_, _, err := instant.Verify(less, schedule, plays, reveal)
			return err
		},
		"a play twice": func() error {
			twice := append(append([]instant.Play{}, list...), list[len(list)-1])
			_, _, err := instant.Verify(rules, schedule, instant.EncodePlays(s.Contest, twice), instant.NewReveal(s, twice, s.ClosesAt).Encode())
			return err
		},
		"no game": func() error {
			var fields map[string]any
			if err := json.Unmarshal(rules, &fields); err != nil {
				t.Fatal(err)
			}
			delete(fields, "instant")
			without, err := json.Marshal(fields)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = instant.Verify(without, schedule, plays, reveal)
			return err
		},
	} {
		if check() == nil {
			t.Errorf("%s: it was taken", why)
		}
	}
}

// TestVector keeps the format: other programs check games by it.
func TestVector(t *testing.T) {
	p := plan()
	p.Units, p.OpenFor = []int{1, 1}, time.Hour
	text := mustDraw(t, p, 0).Encode()
	const want = "1acd2982cc63418f31fcf1ec7fa669143dec926040aa79da1ba0db602bda1c84" // the text's SHA-256
	if got := draw.Hash(sha256.Sum256(text)).String(); got != want {
		t.Errorf("%s\n%s", got, text)
	}
	if got := instant.Token(draw.ID{1, 2, 3}).String(); got != "59a106a6b4138331f697437620d483e35c32fd00c73b33e4644b338e41fb9f69" {
		t.Errorf("token %s", got)
	}
}
