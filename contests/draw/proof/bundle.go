// Package proof is the proof of a draw: the bundle of files from which anybody can
// recompute the winners, and the judgement of what that proof is worth.
//
// It reads and writes through the readers and writers it is given and touches neither
// network nor clock. Keys are the verifier's: those of the real drand chains are part of
// package beacon, those of the log and its witnesses are options.
package proof

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"kermesse/contests/draw"
)

// Bundle is an opened bundle. Its files are read when they are needed, since the list
// may be larger than memory should hold twice. One goroutine at a time may use it.
type Bundle struct {
	files  map[string]file
	opened map[string]bool // by name, the files that somebody read
}

type file struct {
	size   int64 // as the directory says, which reading enforces
	packed int64 // at most what the file takes on disk
	open   func() (io.ReadCloser, error)
}

// ErrUnreadable says that a bundle cannot be read, which proves nothing about the draw.
var ErrUnreadable = errors.New("the bundle cannot be read")

// OpenZip opens a bundle in a zip of that size. It refuses, with an *Invalid, names that
// a bundle does not have, names that come twice, and sizes out of bounds.
func OpenZip(r io.ReaderAt, size int64) (*Bundle, error) {
	bounded := &directoryReader{r: r, left: maxDirectoryBytes}
	z, err := zip.NewReader(bounded, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	bounded.left = -1
	b := &Bundle{files: map[string]file{}, opened: map[string]bool{}}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		packed := int64(min(f.CompressedSize64, uint64(size)))
		err := b.add(f.Name, f.Mode(), file{size: int64(min(f.UncompressedSize64, 1<<62)), packed: packed, open: f.Open})
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// directoryReader bounds what is read until left is set to −1.
type directoryReader struct {
	r    io.ReaderAt
	left int
}

func (d *directoryReader) ReadAt(p []byte, off int64) (int, error) {
	if d.left >= 0 {
		if d.left -= len(p); d.left < 0 {
			return 0, errors.New("the directory of the zip is too large")
		}
	}
	return d.r.ReadAt(p, off)
}

// OpenFolder opens a bundle in a folder. It refuses what OpenZip refuses.
func OpenFolder(folder fs.FS) (*Bundle, error) {
	b := &Bundle{files: map[string]file{}, opened: map[string]bool{}}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return b.add(name, info.Mode(), file{
			size: info.Size(), packed: info.Size(),
			open: func() (io.ReadCloser, error) { return folder.Open(name) },
		})
	})
	var invalid *Invalid
	switch {
	case errors.As(err, &invalid):
		return nil, invalid
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return b, nil
}

func (b *Bundle) add(name string, mode fs.FileMode, f file) error {
	most, ok := maxBytes(name)
	_, twice := b.files[name]
	switch {
	case !ok || !mode.IsRegular():
		return refuse(CheckGrammar, say("%q n’est pas un fichier d’un dossier de preuve.", "%q is not a file of a proof bundle.", name))
	case twice:
		return refuse(CheckGrammar, say("%q s’y trouve deux fois.", "%q is in it twice.", name))
	case f.size > most:
		return refuse(CheckGrammar, say("%q dépasse %d octets.", "%q has more than %d bytes.", name, most))
	case strings.HasSuffix(name, EntriesFile) && f.size > mib && f.packed < f.size/draw.MaxEntryLine*hashBytes:
		return refuse(CheckGrammar, say(
			"%q est comprimé plus que des empreintes ne peuvent l’être.", "%q is packed more tightly than hashes can be.", name))
	case len(b.files) >= maxFiles:
		return refuse(CheckGrammar, say("Il y a plus de %d fichiers.", "There are more than %d files.", maxFiles))
	}
	b.files[name] = f
	return nil
}

func (b *Bundle) has(name string) bool {
	_, ok := b.files[name]
	return ok
}

// read returns a file whole; it must be there.
func (b *Bundle) read(name string) ([]byte, error) {
	if !b.has(name) {
		return nil, refuse(CheckGrammar, say("%s manque.", "%s is missing.", name))
	}
	in, err := b.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrUnreadable, name, err)
	}
	return data, nil
}

// open opens a file that is there, cut off where it exceeds what it said its size was.
func (b *Bundle) open(name string) (io.ReadCloser, error) {
	f := b.files[name]
	b.opened[name] = true
	in, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrUnreadable, name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{&sizedReader{in: in, left: f.size}, in}, nil
}

// readRest reads what no step looked at, such as the verifiers that lie in the bundle: an
// archive that is damaged anywhere is not one to hand on as a proof.
func (b *Bundle) readRest() error {
	for _, name := range b.names() {
		if b.opened[name] {
			continue
		}
		in, err := b.open(name)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, in)
		_ = in.Close()
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrUnreadable, name, err)
		}
	}
	return nil
}

// sizedReader fails after the size that was looked at before, so that a file which lies
// about its size, or grows, is bounded all the same.
type sizedReader struct {
	in   io.Reader
	left int64
}

func (s *sizedReader) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if s.left -= int64(n); s.left < 0 {
		return 0, errors.New("it is longer than its size")
	}
	return n, err
}

// names lists the files in order.
func (b *Bundle) names() []string { return slices.Sorted(maps.Keys(b.files)) }
