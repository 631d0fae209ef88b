package proof

import (
	"regexp"
	"strings"
)

// The files of a bundle. Those of another attempt lie under attempts/<n>/.
const (
	RulesFile        = "rules.json"
	CloseFile        = "close.txt"
	EntriesFile      = "entries.txt"
	EntriesTreeFile  = "entries.checkpoint"
	BeaconFile       = "beacon.json"
	ServerSeedFile   = "server-seed.txt"
	AnnouncementFile = "announcement.txt"
	OutcomeFile      = "outcome.txt"
	ResultFile       = "result.txt"
	DisclosuresFile  = "disclosures.json"
	KeysFile         = "keys.json"
	EventsFile       = "log/events.txt"
	LogTreeFile      = "log/checkpoint"
)

// Bounds of a bundle. They are generous for any real draw, and small enough that a
// bundle made to exhaust its reader does not.
const (
	maxFiles = 20_000
	// maxRecords bounds the records of a log that is bundled whole, and maxEvents those of
	// one draw; of the ones that are logged each quarter of an hour there are 3,000 a month.
	maxRecords = 1_000_000
	maxEvents  = 50_000
	// maxEntriesBytes is room for 50 million entries.
	maxEntriesBytes = 4 << 30
	// maxDirectoryBytes bounds what is read of a zip before its names are known.
	maxDirectoryBytes = 8 << 20

	kib = 1 << 10
	mib = 1 << 20
)

const attemptName = `(attempts/[1-9][0-9]{0,9}/)?`

// known lists every name that a bundle may hold, with its greatest size.
var known = []struct {
	name     *regexp.Regexp
	maxBytes int64
}{
	{regexp.MustCompile(`^rules\.json$`), mib},
	{regexp.MustCompile(`^` + attemptName + `close\.txt$`), mib},
	{regexp.MustCompile(`^` + attemptName + `entries\.txt$`), maxEntriesBytes},
	{regexp.MustCompile(`^` + attemptName + `entries\.checkpoint$`), 64 * kib},
	{regexp.MustCompile(`^` + attemptName + `beacon\.json$`), 16 * kib},
	{regexp.MustCompile(`^` + attemptName + `server-seed\.txt$`), kib},
	{regexp.MustCompile(`^` + attemptName + `(announcement|outcome)\.txt$`), mib},
	{regexp.MustCompile(`^` + attemptName + `result\.txt$`), 128 * mib},
	{regexp.MustCompile(`^` + attemptName + `(close|result)\.tlog-proof$`), 64 * kib},
	{regexp.MustCompile(`^disclosures\.json$`), 64 * mib},
	{regexp.MustCompile(`^keys\.json$`), 64 * kib},
	{regexp.MustCompile(`^log/events\.txt$`), 64 * mib},
	{regexp.MustCompile(`^log/checkpoint$`), 64 * kib},
	{regexp.MustCompile(`^log/[a-z]+(-[1-9][0-9]{0,9})?\.(txt|tlog-proof)$`), 64 * kib},
	{regexp.MustCompile(`^(README\.txt|verify\.(py|html|js))$`), 4 * mib},
	{regexp.MustCompile(`^(close|result)\.txt\.(ots|tsr)$`), mib},
}

// isList tells whether a file is a list of entries.
func isList(name string) bool { return strings.HasSuffix(name, EntriesFile) }

// maxBytes returns the greatest size of a file, or false for a name that no bundle has.
// No name leaves the bundle's folder: none has "..", a backslash or a leading slash.
func maxBytes(name string) (int64, bool) {
	for _, k := range known {
		if k.name.MatchString(name) {
			return k.maxBytes, true
		}
	}
	return 0, false
}
