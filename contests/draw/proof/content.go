package proof

import (
	"bytes"
	_ "embed" // the texts that go into every bundle
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kermesse/contests/draw"
	"kermesse/internal/evlog/leaf"
)

//go:embed README.txt
var readme []byte

//go:embed verify.py
var verifierPython []byte

// The verifier for a browser is built from frontend/src/verify by go run ./tools/assets.
//
//go:embed verify.html
var verifierPage []byte

//go:embed verify.js
var verifierScript []byte

// Content is what a bundle is written from. Rules, Close and Result are the records'
// bytes; of Beacon, ServerSeed and Outcome one is given, as the source demands.
type Content struct {
	Rules        []byte
	Close        []byte
	List         io.WriterTo // the list's file: a *draw.List, or draw.Entries that are read as they are written
	Beacon       []byte      // as beacon.EncodeRound writes it
	ServerSeed   *draw.Hash  // what the operator had committed to
	Announcement []byte      // public source
	Outcome      string      // public source: one line
	Result       []byte
	Disclosures  []Disclosed
	// Events are the records of the draw's life, in order, where there is no public log;
	// nil for none.
	Events [][]byte
	// Log is what the public log shows of the draw; nil where there is none.
	Log *Log
	// Attempts are the draw's other attempts whose list was closed.
	Attempts []Attempt
	// More are further files by name, such as the signed tree of the list.
	More map[string][]byte
}

// Log is what a bundle shows of the public log.
type Log struct {
	Checkpoint []byte // the last one, signed, with its cosignatures
	Keys       Keys
	// Records are those of the draw in the order of the log, or every record of the log,
	// where it is small: only then can a reader see that none was left out.
	Records []Record
}

// Record is a record of the log.
type Record struct {
	Text []byte
	// Proof is its .tlog-proof, under a checkpoint that was cosigned early if it seals a
	// list. A record of another draw has none, and a periodic entries record needs none
	// unless a late close record copies it.
	Proof []byte
}

// Attempt is another attempt of a draw, cancelled after its list was closed. Of Beacon,
// ServerSeed and Outcome one is given once it exists.
type Attempt struct {
	Number       int
	Close        []byte
	List         io.WriterTo // the list's file: a *draw.List, or draw.Entries that are read as they are written
	Beacon       []byte
	ServerSeed   *draw.Hash
	Announcement []byte
	Outcome      string
	Result       []byte // its shadow result; nil while its number does not exist
}

// namedContent is a file to write.
type namedContent struct {
	name    string
	content io.WriterTo
}

// fileList collects the files of a bundle.
type fileList []namedContent

func (l *fileList) add(name string, data []byte) {
	*l = append(*l, namedContent{name, bytes.NewReader(data)})
}

// files lists what is written, in order. It refuses a name that a reader would refuse.
func (c Content) files() ([]namedContent, error) {
	var files fileList
	files.add("README.txt", readme)
	files.add("verify.py", verifierPython)
	files.add("verify.html", verifierPage)
	files.add("verify.js", verifierScript)
	files.add(RulesFile, c.Rules)
	files.addAttempt("", Attempt{
		Close: c.Close, List: c.List, Beacon: c.Beacon, ServerSeed: c.ServerSeed,
		Announcement: c.Announcement, Outcome: c.Outcome, Result: c.Result,
	})
	for _, a := range c.Attempts {
		files.addAttempt(attemptFolder(a.Number), a)
	}
	if c.Disclosures != nil {
		data, err := encodeDisclosures(c.Disclosures)
		if err != nil {
			return nil, fmt.Errorf("writing the disclosures: %w", err)
		}
		files.add(DisclosuresFile, data)
	}
	if c.Events != nil {
		files.add(EventsFile, bytes.Join(c.Events, []byte(eventSeparator)))
	}
	if c.Log != nil {
		if err := files.addLog(c); err != nil {
			return nil, err
		}
	}
	for name, data := range c.More {
		files.add(name, data)
	}
	return files.sorted()
}

func (l *fileList) addAttempt(folder string, a Attempt) {
	l.add(folder+CloseFile, a.Close)
	*l = append(*l, namedContent{folder + EntriesFile, a.List})
	if a.Result != nil {
		l.add(folder+ResultFile, a.Result)
	}
	if a.Beacon != nil {
		l.add(folder+BeaconFile, a.Beacon)
	}
	if a.ServerSeed != nil {
		l.add(folder+ServerSeedFile, []byte(a.ServerSeed.String()+"\n"))
	}
	if a.Outcome != "" {
		l.add(folder+AnnouncementFile, a.Announcement)
		l.add(folder+OutcomeFile, []byte(a.Outcome+"\n"))
	}
}

// addLog adds the records, each with its proof where it has one, and the keys.
func (l *fileList) addLog(c Content) error {
	current, err := draw.ParseClose(c.Close)
	if err != nil {
		return err
	}
	keys, texts := c.Log.Keys, make([][]byte, len(c.Log.Records))
	for i, r := range c.Log.Records {
		texts[i] = r.Text
		if leaf.IsRotation(r.Text) {
			keys.Rotations = append(slices.Clip(keys.Rotations), r.Text)
		}
	}
	encoded, err := keys.Encode()
	if err != nil {
		return fmt.Errorf("writing the keys: %w", err)
	}
	own, err := readRecords(texts, current)
	if err != nil {
		return err
	}
	for _, e := range own {
		if proof := c.Log.Records[e.position].Proof; proof != nil {
			l.add(e.file+proofEnding, keys.keep(proof))
		}
	}
	l.add(EventsFile, bytes.Join(texts, []byte(eventSeparator)))
	l.add(LogTreeFile, keys.keep(c.Log.Checkpoint))
	l.add(KeysFile, encoded)
	return nil
}

func (l *fileList) sorted() ([]namedContent, error) {
	files := []namedContent(*l)
	slices.SortStableFunc(files, func(a, b namedContent) int { return strings.Compare(a.name, b.name) })
	for i, f := range files {
		if _, ok := maxBytes(f.name); !ok || i > 0 && files[i-1].name == f.name {
			return nil, fmt.Errorf("%q cannot be written into a bundle, or was already", f.name)
		}
	}
	return files, nil
}

// attemptFolder is where the files of another attempt lie.
func attemptFolder(number int) string { return "attempts/" + strconv.Itoa(number) + "/" }
