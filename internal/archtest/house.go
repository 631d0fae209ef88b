package archtest

// The kinds of package.
var (
	// wiring plugs everything together; nobody imports it.
	wiring = Kind{
		Name: "wiring", Wires: true,
		May: []string{"handlers/...", "contests/...", "polls/...", "loyalty/...", "places/...", "frontend/...", "internal/...", "bench"},
	}
	// edge decodes a request, calls one domain method and encodes the answer. It never
	// sees the database, so it cannot start a transaction.
	edge = Kind{
		Name: "edge", Wires: true,
		May: []string{
			"contests/...", "polls/...", "loyalty/...", "places/...", "frontend/...",
			"internal/account", "internal/fan", "internal/fault", "internal/clock", "internal/idem", "internal/picture", "internal/trace",
		},
	}
	// domain owns rules, use cases and rows of one business, and knows no other.
	domain = Kind{
		Name: "domain",
		May: []string{
			"internal/account", "internal/fan", "internal/db", "internal/evlog", "internal/jobs", "internal/fault",
			"internal/clock", "internal/mail", "internal/picture", "internal/text", "internal/trace",
		},
	}
	// presentation renders what it is handed and knows no domain.
	presentation = Kind{Name: "presentation"}
	// pure computes from its arguments alone.
	pure = Kind{Name: "pure", Pure: true}
	// foundation is what domains stand on: it imports of the project what its line says.
	foundation = Kind{Name: "foundation"}
)

// house is the table of all packages. A new package is one line here; what a line
// allows beyond its kind must be used.
var house = map[string]Room{
	"cmd/kermesse": {Kind: wiring},
	"bench":        {Kind: foundation, Needs: []string{"internal/db"}},
	"docs":         {Kind: pure},
	"frontend":     {Kind: presentation},
	"handlers":     {Kind: edge, Needs: []string{"docs", "internal/agenda", "internal/kept", "internal/keydates", "internal/c2sp", "internal/evlog", "internal/evlog/leaf", "internal/text", "internal/webhook"}},

	"frontend/paper":    {Kind: presentation, Needs: []string{"frontend/typeface"}},
	"frontend/sheet":    {Kind: presentation},
	"frontend/poster":   {Kind: presentation, Needs: []string{"frontend/typeface"}},
	"frontend/typeface": {Kind: presentation},

	"contests": {Kind: domain, Needs: []string{"internal/c2sp", "internal/codes", "internal/network", "internal/rate", "internal/secret"}},

	"contests/claims":        {Kind: domain, Needs: []string{"internal/codes", "internal/rate", "internal/secret"}},
	"contests/claims/postal": {Kind: pure},
	"contests/photos":        {Kind: domain, Needs: []string{"internal/network", "internal/rate", "internal/secret"}},
	"contests/photos/rank":   {Kind: pure},
	"contests/secretword":    {Kind: pure},

	"contests/beacon": {Kind: pure, Needs: []string{
		"contests/internal/exactjson", "github.com/cloudflare/circl/sign/bls",
	}},
	"contests/beacon/relay":           {Kind: domain, Needs: []string{"contests/beacon"}},
	"contests/beacon/relay/relaytest": {Kind: foundation, Needs: []string{"contests/beacon", "internal/clock"}},
	"contests/draw": {Kind: pure, Needs: []string{
		"contests/internal/exactjson", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog",
	}},
	"contests/draw/history": {Kind: pure, Needs: []string{"contests/draw"}},
	"contests/draw/proof": {Kind: pure, Needs: []string{
		"contests/beacon", "contests/draw", "contests/internal/exactjson", "internal/c2sp", "internal/evlog/leaf",
		"golang.org/x/mod/sumdb/tlog",
	}},
	"contests/share":              {Kind: pure},
	"contests/instant":            {Kind: pure, Needs: []string{"contests/draw", "contests/internal/exactjson"}},
	"contests/internal/exactjson": {Kind: pure},
	"contests/law":                {Kind: pure},
	"contests/tickets":            {Kind: pure},

	"internal/account": {Kind: foundation, Needs: []string{
		"internal/clock", "internal/db", "internal/fault", "internal/jobs", "internal/mail", "internal/rate", "internal/secret",
		"internal/text",
	}},
	"internal/agenda":            {Kind: domain, Needs: []string{"internal/keydates"}},
	"internal/altcha":            {Kind: pure},
	"internal/altcha/altchatest": {Kind: foundation, Needs: []string{"internal/altcha"}},
	"internal/archtest":          {Kind: foundation, Needs: []string{"internal/gosource"}},
	"internal/doccheck":          {Kind: foundation, Needs: []string{"internal/gosource"}},
	"internal/bus":               {Kind: foundation, Needs: []string{"internal/secret"}},
	"internal/c2sp":              {Kind: pure, Needs: []string{"golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog"}},
	"internal/clock":             {Kind: foundation},
	"internal/codes":             {Kind: pure},
	"internal/db":                {Kind: foundation, Needs: []string{"internal/filelock", "internal/trace"}},
	"internal/db/dbtest":         {Kind: foundation, Needs: []string{"internal/db"}},
	"internal/fan": {Kind: foundation, Needs: []string{
		"internal/account", "internal/clock", "internal/db", "internal/fault", "internal/jobs", "internal/mail", "internal/rate", "internal/secret", "internal/text",
	}},
	"internal/kept":     {Kind: foundation},
	"internal/keydates": {Kind: pure, Needs: []string{"github.com/rickar/cal/v2"}},
	"internal/fault":    {Kind: foundation},
	"internal/gosource": {Kind: foundation},
	"internal/idem":     {Kind: foundation, Needs: []string{"internal/clock", "internal/db", "internal/fault", "internal/secret"}},
	"internal/evlog": {Kind: foundation, Needs: []string{
		"internal/c2sp", "internal/clock", "internal/db", "internal/fault", "internal/jobs", "internal/secret",
	}},
	"internal/evlog/audit":     {Kind: foundation, Needs: []string{"internal/c2sp", "internal/evlog/leaf", "internal/fault"}},
	"internal/evlog/leaf":      {Kind: pure, Needs: []string{"golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog", "internal/c2sp"}},
	"internal/evlog/witness":   {Kind: foundation, Needs: []string{"internal/c2sp", "internal/clock", "internal/filelock"}},
	"internal/filelock":        {Kind: foundation},
	"internal/jobs":            {Kind: foundation},
	"internal/picture":         {Kind: foundation, Needs: []string{"internal/db", "internal/fault"}},
	"internal/network":         {Kind: foundation, Needs: []string{"internal/clock", "internal/db", "internal/secret"}},
	"internal/mail":            {Kind: foundation, Needs: []string{"internal/clock", "internal/db", "internal/fault", "internal/jobs", "internal/rate", "internal/secret", "internal/trace"}},
	"internal/mail/mailtest":   {Kind: foundation},
	"internal/rowguard":        {Kind: foundation},
	"internal/rate":            {Kind: foundation, Needs: []string{"internal/db", "internal/secret"}},
	"internal/secret":          {Kind: foundation},
	"internal/shareddata":      {Kind: foundation},
	"internal/text":            {Kind: foundation, Needs: []string{"internal/fault"}},
	"internal/keyring":         {Kind: foundation, Needs: []string{"internal/clock", "internal/db", "internal/jobs", "internal/secret"}},
	"internal/trace":           {Kind: foundation, Needs: []string{"internal/fault"}},
	"internal/trace/tracetest": {Kind: foundation},

	"internal/webhook": {Kind: foundation, Needs: []string{
		"internal/account", "internal/clock", "internal/db", "internal/fan", "internal/fault", "internal/jobs", "internal/mail", "internal/secret",
		"internal/text", "internal/trace",
	}},

	"loyalty":                      {Kind: domain, Needs: []string{"internal/codes", "internal/rate", "internal/rowguard", "internal/secret"}},
	"loyalty/earning":              {Kind: pure, Needs: []string{"loyalty/ledger"}},
	"loyalty/ledger":               {Kind: pure},
	"loyalty/till":                 {Kind: domain, Needs: []string{"internal/rate", "internal/secret", "loyalty", "loyalty/earning"}},
	"loyalty/loyaltytest":          {Kind: foundation, Needs: []string{"internal/shareddata"}},
	"loyalty/loyaltytest/rulebook": {Kind: foundation, Needs: []string{"loyalty/loyaltytest"}},

	"places":              {Kind: domain, Needs: []string{"internal/rate", "internal/secret"}},
	"polls/ballotfile":    {Kind: pure, Needs: []string{"polls/record", "polls/tally"}},
	"polls":               {Kind: domain, Needs: []string{"internal/altcha", "internal/codes", "internal/network", "internal/rate", "internal/secret"}},
	"polls/design":        {Kind: pure, Needs: []string{"math/rand/v2"}},
	"polls/stats":         {Kind: pure, Needs: []string{"math/rand/v2", "polls/tally"}},
	"polls/tally":         {Kind: pure},
	"polls/record":        {Kind: pure, Needs: []string{"polls/tally"}},
	"polls/questionnaire": {Kind: pure, Needs: []string{"polls/stats"}},
	"polls/survey":        {Kind: domain, Needs: []string{"internal/secret", "polls/questionnaire"}},
}

// libraries keeps each of these where it is wrapped, so that replacing it changes one
// place.
var libraries = []Library{
	{"codeberg.org/go-pdf/fpdf", []string{"frontend/paper"}},
	{"github.com/alecthomas/kong", []string{"cmd/..."}},
	{"github.com/xuri/excelize/v2", []string{"frontend/sheet"}},
	{"github.com/jackc/pgx/v5", []string{"internal/db", "internal/db/dbtest"}},
	{"github.com/nats-io/nats.go", []string{"internal/bus"}},
	{"go.opentelemetry.io/otel", []string{"internal/trace"}},
	{"github.com/pressly/goose/v3", []string{"internal/db"}},
	{"gorm.io/driver/postgres", []string{"internal/db"}},
	{"modernc.org/sqlite", []string{"internal/db"}},
}

// exceptions are the files that may do what others may not, each with its reason.
var exceptions = []Exception{
	{"process", "internal/db/dbtest/*.go", "tests find the PostgreSQL server by the environment"},
	{"process", "internal/shareddata/*.go", "tests find the shared data by the environment"},
	{"clock", "bench/*.go", "a load is timed by the machine's own clock"},
	{"clock", "handlers/patient.go", "a reader gets so long to take a piece of an answer"},
	{"clock", "internal/jobs/jobs.go", "how long a task took is measured, not decided by"},
	{"clock", "handlers/stage_cues.go", "how long a cue stays in memory decides nothing, and goes on where the clock is set by hand"},
	{"clock", "handlers/doorway.go", "deadlines of connections and how often the log is told are matters of real time"},
	{"clock", "internal/kept/shelf.go", "what is kept ages, also where the clock of the house stands still"},
	{"clock", "handlers/request.go", "how long a request took is measured, and a file gets longer to arrive"},
	{"clock", "internal/trace/tracetest/*.go", "tests wait for what arrives by the machine's own clock"},
	{"name", "handlers/openapi_fiber.go", "huma's interfaces have these names"},
	{"name", "handlers/problem.go", "huma's interfaces have these names"},
	{"clock", "internal/db/group.go", "how long transactions take is measured, not decided by"},
	{"randomness", "bench/store_books.go", "which member of a benchmark earns decides nothing"},
	{"randomness", "internal/db/postgres.go", "which of some equal rows a server writes decides nothing"},
	{"randomness", "internal/db/db.go", "two transactions that met must not meet again: their waits differ"},
	{"randomness", "polls/stats/recounts.go", "crowds are drawn by a generator seeded from the poll's id, for anybody to repeat"},
	{"randomness", "polls/stats/binomial.go", "it draws from the generator it is given"},
	{"randomness", "polls/design/*.go", "so do the choices of what a voter is shown"},
	{"process", "loyalty/loyaltytest/*.go", "tests find the workloads to replay by the environment"},
	{"import", "loyalty/report_bench_test.go", "a million postings are written as rows, as the benchmark of earns writes them"},
	{"import", "loyalty/till/house_test.go", "the shop behind the counter has a programme"},
	{"json", "loyalty/loyaltytest/*.go", "the shape of workload files is given, and not the API's"},
	{"json", "polls/questionnaire/*.go", "forms and answers are kept as JSON in the database"},
	{"json", "polls/ballotfile/json.go", "the shape of election files is public and not the API's"},
	{"json", "polls/ballotfile/frozen.go", "nor is what such a file shows of the public log"},
	{"json", "polls/ballotfile/rules.go", "nor is what such a file says of the rules and the result"},
	{"json", "internal/webhook/shapes.go", "what webhooks tell is public, and told by no handler"},
	{"json", "internal/webhook/announce.go", "nor is what stands around it"},
	{"json", "cmd/kermesse/count_json.go", "what a command prints for scripts is not the API's either"},
	{"json", "cmd/kermesse/verify_json.go", "nor is this"},
	{"json", "cmd/kermesse/verify_poll_json.go", "nor is this"},
	{"json", "cmd/kermesse/verify_ledger_json.go", "nor is this"},
	{"json", "cmd/kermesse/verify_log_json.go", "nor is this"},
	{"json", "cmd/kermesse/import_members.go", "a client of the API reads its shapes as any client does"},
	{"json", "cmd/kermesse/import_client.go", "a client of the API reads its shapes as any client does"},
	{"json", "cmd/kermesse/replay_client.go", "a client of the API writes its shapes as any client does"},
	{"json", "cmd/kermesse/draw_json.go", "a file that the organiser keeps is not the API's"},
}

// House is the architecture of this module.
func House() Rules {
	return Rules{Module: "kermesse", House: house, Libraries: libraries, Exceptions: exceptions}
}
