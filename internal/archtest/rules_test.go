package archtest

import (
	"path"
	"slices"
	"strings"
	"testing"

	"kermesse/internal/gosource"
)

// small is an architecture with one room of each kind.
func small() Rules {
	return Rules{
		Module: "kermesse",
		House: map[string]Room{
			"cmd/kermesse":   {Kind: wiring},
			"handlers":       {Kind: edge},
			"contests":       {Kind: domain},
			"contests/draw":  {Kind: pure, Needs: []string{"golang.org/x/mod/sumdb/..."}},
			"polls":          {Kind: domain, Needs: []string{"internal/bus"}},
			"internal/bus":   {Kind: foundation},
			"internal/db":    {Kind: foundation, Needs: []string{"internal/clock"}},
			"internal/clock": {Kind: foundation},
		},
		Libraries: []Library{{"github.com/gofiber/fiber/v2", []string{"handlers/..."}}},
		Exceptions: []Exception{
			{"clock", "internal/bus/wait.go", "measures how long it waits"},
		},
	}
}

// sound is a source tree that breaks none of small's rules and uses all they allow.
func sound() map[string]string {
	return map[string]string{
		"cmd/kermesse/main.go": `package main
			import ("os"; "kermesse/handlers"; "kermesse/internal/db")
			func main() { _, _ = handlers.Serve, db.Open; os.Exit(len(os.Getenv("X"))) }`,
		"handlers/handlers.go": `package handlers
			import ("github.com/gofiber/fiber/v2"; "kermesse/contests")
			type answer struct { Title string ` + "`json:\"title\"`" + ` }
			func Serve(*fiber.Ctx) contests.ID { return "" }`,
		"contests/contests.go": `package contests
			import ("kermesse/contests/draw"; "kermesse/internal/clock")
			type ID string
			type Service struct { Clock clock.Clock }
			func (s Service) Draw() int { return draw.Pick() }`,
		"contests/store.go": `package contests
			import ("gorm.io/gorm"; "kermesse/internal/db")
			type row struct { ID string ` + "`gorm:\"primaryKey\"`" + ` }
			func find(d *db.DB) *gorm.DB { return d.Gorm() }`,
		"contests/contests_test.go": `package contests
			import ("testing"; "time"; "os"; "kermesse/internal/bus")
			func TestX(*testing.T) { _, _, _ = time.Now(), os.Getenv("X"), bus.Wait }`,
		"contests/draw/draw.go": `package draw
			import ("crypto/sha256"; "golang.org/x/mod/sumdb/note")
			func Pick() int { _ = sha256.New; _ = note.Sign; return 1 }`,
		"polls/polls.go": `package polls
			import "kermesse/internal/bus"
			func Vote() { bus.Wait() }`,
		"internal/bus/wait.go": `package bus
			import "time"
			func Wait() time.Time { return time.Now() }`,
		"internal/db/db.go": `package db
			import ("gorm.io/gorm"; "kermesse/internal/clock")
			type DB struct { Clock clock.Clock }
			func Open() {}
			func (d *DB) Gorm() *gorm.DB { return nil }`,
		"internal/clock/clock.go": `package clock
			import "time"
			type Clock interface { Now() time.Time }
			func Now() time.Time { return time.Now() }`,
	}
}

// packages parses a source tree given as file name → text; an empty text takes the
// file away.
func packages(t *testing.T, tree map[string]string) []gosource.Package {
	t.Helper()
	folders := map[string]*gosource.Package{}
	var names []string
	for name, text := range tree {
		if text == "" {
			continue
		}
		file, err := gosource.Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(name)
		if folders[dir] == nil {
			folders[dir] = &gosource.Package{Path: dir}
			names = append(names, dir)
		}
		folders[dir].Files = append(folders[dir].Files, file)
	}
	slices.Sort(names)
	list := make([]gosource.Package, 0, len(names))
	for _, name := range names {
		list = append(list, *folders[name])
	}
	return list
}

func TestSoundHouse(t *testing.T) {
	for _, violation := range small().Check(packages(t, sound())) {
		t.Error(violation)
	}
}

// TestEachRuleCanFail changes one file of the sound tree, or one line of the table,
// and wants exactly the complaint that belongs to it.
func TestEachRuleCanFail(t *testing.T) {
	tests := []struct {
		name string
		file string // replaced or added
		text string
		edit func(*Rules)
		want string // "rule at", as far as it must match
	}{
		{
			name: "a package nobody listed", file: "surveys/surveys.go", text: `package surveys`,
			want: "surveys: unlisted",
		},
		{
			name: "a listed package that is gone", file: "internal/bus/wait.go", text: ``,
			edit: func(r *Rules) { r.Exceptions = nil },
			want: "internal/bus: stale",
		},
		{
			name: "an allowance not used", file: "polls/polls.go", text: `package polls`,
			want: "polls: stale: is allowed internal/bus",
		},
		{
			name: "an exception that excuses nothing", file: "internal/bus/wait.go", text: `package bus; func Wait() {}`,
			want: "exception clock for internal/bus/wait.go: stale",
		},
		{
			name: "a library nobody uses", file: "handlers/handlers.go", text: `package handlers; func Serve() {}`,
			want: "library github.com/gofiber/fiber/v2: stale",
		},
		{
			name: "a domain imports another", file: "polls/earn.go", text: `package polls; import _ "kermesse/contests"`,
			want: "polls/earn.go:1: import",
		},
		{
			name: "a domain imports another's pure part", file: "polls/earn.go",
			text: `package polls; import _ "kermesse/contests/draw"`,
			want: "polls/earn.go:1: import",
		},
		{
			name: "a domain's test imports another", file: "polls/earn_test.go",
			text: `package polls; import _ "kermesse/contests"`,
			want: "polls/earn_test.go:1: import",
		},
		{
			name: "a domain imports the edge", file: "contests/serve.go", text: `package contests; import _ "kermesse/handlers"`,
			want: "contests/serve.go:1: import",
		},
		{
			name: "the edge imports the database", file: "handlers/tx.go", text: `package handlers; import _ "kermesse/internal/db"`,
			want: "handlers/tx.go:1: import",
		},
		{
			name: "a foundation imports a domain", file: "internal/clock/odd.go",
			text: `package clock; import _ "kermesse/contests"`,
			want: "internal/clock/odd.go:1: import",
		},
		{
			name: "a pure package reads files", file: "contests/draw/read.go", text: `package draw; import _ "os"`,
			want: "contests/draw/read.go:1: import",
		},
		{
			name: "a pure package takes a library", file: "contests/draw/id.go",
			text: `package draw; import _ "github.com/google/uuid"`,
			want: "contests/draw/id.go:1: import",
		},
		{
			name: "Fiber outside the edge", file: "contests/web.go",
			text: "package contests\nimport _ \"github.com/gofiber/fiber/v2/middleware/adaptor\"",
			want: "contests/web.go:2: library",
		},
		{
			name: "GORM outside a store", file: "contests/rules.go", text: `package contests; import _ "gorm.io/gorm"`,
			want: "contests/rules.go:1: gorm",
		},
		{
			name: "a GORM tag outside a store", file: "contests/rules.go",
			text: "package contests\ntype row struct {\n\tID string `gorm:\"primaryKey\"`\n}",
			want: "contests/rules.go:3: gorm",
		},
		{
			name: "a JSON tag outside the edge", file: "polls/json.go",
			text: "package polls\ntype answer struct {\n\tID string `json:\"id\"`\n}",
			want: "polls/json.go:3: json",
		},
		{
			name: "the environment outside cmd", file: "polls/env.go",
			text: `package polls; import "os"; var x = os.Getenv("X")`,
			want: "polls/env.go:1: process",
		},
		{
			name: "os under another name", file: "polls/env.go",
			text: `package polls; import system "os"; func f() { system.Exit(1) }`,
			want: "polls/env.go:1: process",
		},
		{
			name: "flags outside cmd", file: "polls/env.go", text: `package polls; import "flag"; var x = flag.Bool("x", false, "")`,
			want: "polls/env.go:1: process",
		},
		{
			name: "an end outside cmd", file: "polls/env.go", text: `package polls; import "log"; func f() { log.Fatal() }`,
			want: "polls/env.go:1: process",
		},
		{
			name: "the wall clock in a domain", file: "polls/now.go",
			text: `package polls; import "time"; var now = time.Now`,
			want: "polls/now.go:1: clock",
		},
		{
			name: "time since", file: "internal/db/slow.go",
			text: `package db; import "time"; func f(t time.Time) any { return time.Since(t) }`,
			want: "internal/db/slow.go:1: clock",
		},
		{
			name: "chance in a domain", file: "polls/chance.go",
			text: `package polls; import "math/rand/v2"; var x = rand.IntN(3)`,
			want: "polls/chance.go:1: randomness",
		},
		{
			name: "tables made by GORM", file: "contests/store_make.go",
			text: `package contests; func (s Service) make() { s.db.AutoMigrate(1) }`,
			want: "contests/store_make.go:1: schema",
		},
		{
			name: "soft delete", file: "contests/store_row.go",
			text: "package contests\nimport \"gorm.io/gorm\"\ntype soft struct { DeletedAt gorm.DeletedAt }",
			want: "contests/store_row.go:3: schema",
		},
		{
			name: "a file for anything", file: "polls/utils.go", text: `package polls`,
			want: "polls/utils.go:1: name",
		},
		{
			name: "a name for anything", file: "polls/x.go", text: "package polls\ntype VoteManager struct{}",
			want: "polls/x.go:2: name",
		},
		{
			name: "a getter", file: "polls/x.go", text: "package polls\nfunc GetVote() {}",
			want: "polls/x.go:2: name",
		},
		{
			name: "an interface called one", file: "polls/x.go", text: "package polls\ntype IVoter interface{}",
			want: "polls/x.go:2: name",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rules, tree := small(), sound()
			tree[test.file] = test.text
			if test.edit != nil {
				test.edit(&rules)
			}
			found := rules.Check(packages(t, tree))
			complains := func(v Violation) bool { return strings.HasPrefix(v.String(), test.want) }
			if !slices.ContainsFunc(found, complains) {
				t.Errorf("found %v, want one that begins with %q", found, test.want)
			}
			if others := slices.DeleteFunc(found, complains); len(others) > 0 {
				t.Errorf("and complained of what is sound: %v", others)
			}
		})
	}
}
