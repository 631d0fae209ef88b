package proof

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"fmt"
	"io"
)

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
		if isList(name) {
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
