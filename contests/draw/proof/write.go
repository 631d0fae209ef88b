package proof

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	_ "embed" // the texts that go into every bundle
	"fmt"
	"io"
	"slices"
	"strings"

	"kermesse/contests/draw"
)

//go:embed README.txt
var readme []byte

//go:embed verify.py
var verifierPython []byte

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
	Events       [][]byte // the records of the draw's life, in order; nil for none
	// More are further files by name: the log's checkpoint and proofs, keys, the files
	// of other attempts.
	More map[string][]byte
}

// Write writes the bundle, file by file, to where create leads. Files come in a fixed
// order, so that the same content always gives the same bytes.
func (c Content) Write(create func(name string) (io.WriteCloser, error)) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	for _, f := range files {
		out, err := create(f.name)
		if err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
		if _, err = f.content.WriteTo(out); err == nil {
			err = out.Close()
		} else {
			_ = out.Close()
		}
		if err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
	}
	return nil
}

// WriteZip writes the bundle as a zip. Its files carry no times.
func (c Content) WriteZip(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	z := zip.NewWriter(buffered)
	level := flate.DefaultCompression
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, level) })
	err := c.Write(func(name string) (io.WriteCloser, error) {
		level = flate.DefaultCompression
		if name == EntriesFile {
			// Hashes repeat nothing: looking for repetitions takes ten times as long and
			// gains nothing over the digits' own shorter codes.
			level = flate.HuffmanOnly
		}
		out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		return entryWriter{out}, err
	})
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("writing the zip: %w", err)
	}
	return buffered.Flush()
}

// entryWriter is an entry of a zip, which ends where the next one begins.
type entryWriter struct{ io.Writer }

func (entryWriter) Close() error { return nil }

type namedContent struct {
	name    string
	content io.WriterTo
}

// files lists what is written. It refuses a name that a reader would refuse.
func (c Content) files() ([]namedContent, error) {
	files := []namedContent{
		{"README.txt", bytes.NewReader(readme)},
		{"verify.py", bytes.NewReader(verifierPython)},
		{RulesFile, bytes.NewReader(c.Rules)},
		{CloseFile, bytes.NewReader(c.Close)},
		{EntriesFile, c.List},
		{ResultFile, bytes.NewReader(c.Result)},
	}
	add := func(name string, data []byte) {
		files = append(files, namedContent{name, bytes.NewReader(data)})
	}
	if c.Beacon != nil {
		add(BeaconFile, c.Beacon)
	}
	if c.ServerSeed != nil {
		add(ServerSeedFile, []byte(c.ServerSeed.String()+"\n"))
	}
	if c.Outcome != "" {
		add(AnnouncementFile, c.Announcement)
		add(OutcomeFile, []byte(c.Outcome+"\n"))
	}
	if c.Disclosures != nil {
		data, err := encodeDisclosures(c.Disclosures)
		if err != nil {
			return nil, fmt.Errorf("writing the disclosures: %w", err)
		}
		add(DisclosuresFile, data)
	}
	if c.Events != nil {
		add(EventsFile, bytes.Join(c.Events, []byte(eventSeparator)))
	}
	for name, data := range c.More {
		add(name, data)
	}
	slices.SortStableFunc(files, func(a, b namedContent) int { return strings.Compare(a.name, b.name) })
	for i, f := range files {
		if _, ok := maxBytes(f.name); !ok || i > 0 && files[i-1].name == f.name {
			return nil, fmt.Errorf("%q cannot be written into a bundle, or was already", f.name)
		}
	}
	return files, nil
}
