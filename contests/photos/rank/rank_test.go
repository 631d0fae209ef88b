package rank_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kermesse/contests/photos/rank"
)

func order(places []rank.Place) string {
	ids := ""
	for _, p := range places {
		ids += p.ID
	}
	return ids
}

func TestOrder(t *testing.T) {
	public, mixed, jury := rank.Mix{}, rank.Mix{JuryPercent: 40, MostMarks: 10}, rank.Mix{JuryPercent: 100, MostMarks: 20}
	for _, test := range []struct {
		name   string
		mix    rank.Mix
		photos []rank.Photo
		want   string
		rules  []rank.Rule
	}{
		{"nothing", public, nil, "", nil},
		{"by votes", public, []rank.Photo{{ID: "a", Votes: 1}, {ID: "b", Votes: 3}}, "ba", []rank.Rule{rank.ByPoints, rank.ByNone}},
		// a: 60 × 5/10 + 40 × 9/10 = 66; b: 60 × 10/10 + 40 × 1/10 = 64.
		{"jury and public", mixed, []rank.Photo{{ID: "a", Votes: 5, Marks: 9, Jurors: 1}, {ID: "b", Votes: 10, Marks: 1, Jurors: 1}}, "ab", []rank.Rule{rank.ByPoints, rank.ByNone}},
		// 60 × 10/10 = 60 and 60 × 5/10 + 40 × 15/20 = 60: the one that the jury likes better.
		{"a tie goes to the jury", mixed, []rank.Photo{{ID: "a", Votes: 10}, {ID: "b", Votes: 5, Marks: 15, Jurors: 2}}, "ba", []rank.Rule{rank.ByJury, rank.ByNone}},
		{"a mean, not a sum", jury, []rank.Photo{{ID: "a", Marks: 30, Jurors: 3}, {ID: "b", Marks: 11, Jurors: 1}}, "ba", []rank.Rule{rank.ByPoints, rank.ByNone}},
		{"the jury alone, then the votes", jury, []rank.Photo{{ID: "a", Votes: 1}, {ID: "b", Votes: 2}}, "ba", []rank.Rule{rank.ByVotes, rank.ByNone}},
		{"then who came first", public, []rank.Photo{{ID: "a", SentAt: 2}, {ID: "b", SentAt: 1}}, "ba", []rank.Rule{rank.ByTime, rank.ByNone}},
		{"then the number", public, []rank.Photo{{ID: "b"}, {ID: "a"}}, "ab", []rank.Rule{rank.ByNumber, rank.ByNone}},
	} {
		t.Run(test.name, func(t *testing.T) {
			places := rank.Order(test.mix, test.photos)
			var rules []rank.Rule
			for _, p := range places {
				rules = append(rules, p.Before)
			}
			if order(places) != test.want || !slices.Equal(rules, test.rules) {
				t.Errorf("%s %q, want %s %q", order(places), rules, test.want, test.rules)
			}
		})
	}
}

func photos(t *rapid.T, least int) []rank.Photo {
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rank.Photo {
		jurors := rapid.IntRange(0, 3).Draw(t, "jurors")
		return rank.Photo{
			Votes: rapid.IntRange(0, 6).Draw(t, "votes"), Jurors: jurors, Marks: rapid.IntRange(jurors, 10*jurors).Draw(t, "marks"),
			SentAt: rapid.Int64Range(0, 3).Draw(t, "sent"),
		}
	}), least, 12).Draw(t, "photos")
	for i := range list {
		list[i].ID = fmt.Sprintf("%02d", i)
	}
	return list
}

func mix(t *rapid.T) rank.Mix {
	return rank.Mix{JuryPercent: rapid.IntRange(0, 100).Draw(t, "percent"), MostMarks: 10}
}

func TestOrderDependsOnTheFiguresAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, list := mix(t), photos(t, 0)
		places := rank.Order(m, list)
		shuffled := slices.Clone(list)
		rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed"))).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := rank.Order(m, shuffled); order(again) != order(places) {
			t.Fatalf("%s, then %s", order(places), order(again))
		}
		hundred := big.NewRat(100, 1)
		for i, p := range places {
			if p.Rank != i+1 || p.Points().Sign() < 0 || p.Points().Cmp(hundred) > 0 {
				t.Fatalf("place %d: %+v", i, p)
			}
			if i > 0 && p.Points().Cmp(places[i-1].Points()) > 0 {
				t.Fatalf("%v stands before more points", places[i-1])
			}
		}
	})
}

// TestMoreNeverHarms: one more vote, or a better mark, never puts a photo further down.
func TestMoreNeverHarms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, list := mix(t), photos(t, 1)
		i := rapid.IntRange(0, len(list)-1).Draw(t, "whose")
		where := func() int {
			return slices.IndexFunc(rank.Order(m, list), func(p rank.Place) bool { return p.ID == list[i].ID })
		}
		before := where()
		if p := &list[i]; rapid.Bool().Draw(t, "by a vote") || p.Marks >= 10*p.Jurors {
			p.Votes++
		} else {
			p.Marks++
		}
		if after := where(); after > before {
			t.Fatalf("from place %d to %d", before+1, after+1)
		}
	})
}

// TestOnlyProportionsCount: twice the votes for everybody changes nothing.
func TestOnlyProportionsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, list := mix(t), photos(t, 0)
		before := order(rank.Order(m, list))
		for i := range list {
			list[i].Votes *= 7
		}
		if after := order(rank.Order(m, list)); after != before {
			t.Fatalf("%s, then %s", before, after)
		}
	})
}

func TestTop(t *testing.T) {
	places := rank.Order(rank.Mix{}, []rank.Photo{{ID: "a"}, {ID: "b"}, {ID: "c"}})
	for n, want := range map[int]string{0: "abc", 1: "a", 3: "abc", 9: "abc"} {
		if got := order(rank.Top(places, n)); got != want {
			t.Errorf("top %d: %s, want %s", n, got, want)
		}
	}
}

func TestRecordIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rank.Record{Contest: "019a", Mix: mix(t), Photos: photos(t, 0)}
		text := r.Encode()
		back, err := rank.Parse(text)
		if err != nil || back.Encode() != text || order(rank.Order(back.Mix, back.Photos)) != order(rank.Order(r.Mix, r.Photos)) {
			t.Fatalf("%v:\n%s", err, text)
		}
	})
}

func TestRecordInAnotherOrderIsRefused(t *testing.T) {
	text := rank.Record{Contest: "019a", Photos: []rank.Photo{{ID: "A", Votes: 2}, {ID: "B", Votes: 1}}}.Encode()
	for name, wrong := range map[string]string{
		"other order": "kermesse/photo-ranking/1\ncontest 019a\njury 0\nmost-marks 0\nphoto B 1 0 0 0\nphoto A 2 0 0 0\n",
		"more":        text + "\n", "nothing": "", "no end": text[:len(text)-1], "spaces": text[:len(text)-2] + " 0\n",
	} {
		if _, err := rank.Parse(wrong); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
