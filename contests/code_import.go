package contests

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"kermesse/internal/account"
	printed "kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// CodesReport is what a file of codes came to.
type CodesReport struct {
	Batch    CodeBatch
	Repeated int64 // in the file twice, or in the contest before; look-alikes are one code
	Wrong    int64 // lines that hold no code
	Lines    []int // the first of these, from 1
}

// Bounds of a file of codes.
const (
	MaxCodesBytes  = 64 << 20
	minForeignCode = 6 // characters
	maxWrongLines  = 100
	maxCodeLine    = 1 << 12 // bytes
)

// Faults of files of codes.
var (
	ErrCodesFile = fault.New(fault.Invalid, "codes_file",
		"Envoyez un texte avec un code par ligne, de 6 à 40 lettres et chiffres, au plus un million de codes.",
		"Send a text with one code a line, of 6 to 40 letters and digits, at most a million codes.")
)

// ImportCodes adds codes that others made, one a line; of a table the first column counts.
// The file is read as it comes and none of it is kept but keyed hashes. The same code twice
// is one code; capitals, blanks, hyphens, O for 0 and I or L for 1 make no difference. Where
// the file is no good, or its codes could be guessed, nothing is left of it.
// Faults: ErrNotFound, ErrNoCodes, ErrSealed, ErrCodesFile, ErrCodesWeak, invalid fields.
func (s *Service) ImportCodes(ctx context.Context, actor account.Actor, slug, label string, file io.Reader) (CodesReport, error) {
	var wrong problems
	r := CodesReport{Batch: CodeBatch{Label: wrong.line("label", label, maxCodeLabel)}}
	if err := wrong.err(); err != nil {
		return CodesReport{}, err
	}
	if err := s.beginCodeBatch(ctx, actor, slug, &r.Batch, func() error { return nil }); err != nil {
		return CodesReport{}, err
	}
	err := s.importCodes(ctx, file, &r)
	if err == nil && r.Batch.Size == 0 {
		err = fault.Invalids(ErrCodesFile.At("file"))
	}
	if err != nil {
		// Also where the request was given up: nobody comes back for the rest of the file.
		return CodesReport{}, errors.Join(err, s.dropCodes(context.WithoutCancel(ctx), r.Batch))
	}
	return r, s.codesReady(ctx, &r.Batch)
}

// importCodes writes the codes of a file, a chunk after the other.
func (s *Service) importCodes(ctx context.Context, file io.Reader, r *CodesReport) error {
	lines := bufio.NewScanner(io.LimitReader(file, MaxCodesBytes+1))
	lines.Buffer(make([]byte, 0, maxCodeLine), maxCodeLine)
	hashes := make([][]byte, 0, codesAtOnce)
	var found strength
	read := 0
	for no := 1; lines.Scan(); no++ {
		read += len(lines.Bytes()) + 1
		folded, blank := foldLine(lines.Text(), no)
		switch {
		case blank:
			continue
		case folded == "":
			r.wrong(no)
			continue
		}
		found.add(folded)
		if hashes = append(hashes, s.codeHash(r.Batch.Contest, madeElsewhere, folded)); len(hashes) == cap(hashes) {
			if err := s.addCodes(ctx, r, hashes); err != nil {
				return err
			}
			hashes = hashes[:0]
		}
	}
	if err := lines.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return err
	} else if err != nil || read > MaxCodesBytes {
		return fault.Invalids(ErrCodesFile.At("file"))
	}
	if err := found.check(); err != nil {
		return err
	}
	return s.addCodes(ctx, r, hashes)
}

// foldLine reads the code of a line: of a table the first column. The title of a column is
// passed over, as an empty line is.
func foldLine(line string, no int) (folded string, blank bool) {
	line, _, _ = strings.Cut(strings.TrimPrefix(line, "\ufeff"), ";")
	line, _, _ = strings.Cut(line, ",")
	line, _, _ = strings.Cut(line, "\t")
	line = strings.Trim(strings.TrimSpace(line), `"`)
	if line == "" || no == 1 && slices.Contains([]string{"code", "codes"}, strings.ToLower(line)) {
		return "", true
	}
	folded, ok := printed.FoldForeign(line)
	if !ok || len(folded) < minForeignCode {
		return "", false
	}
	return folded, false
}

func (r *CodesReport) wrong(line int) {
	r.Wrong++
	if len(r.Lines) < maxWrongLines {
		r.Lines = append(r.Lines, line)
	}
}

func (s *Service) addCodes(ctx context.Context, r *CodesReport, hashes [][]byte) error {
	slices.SortFunc(hashes, bytes.Compare)
	total := int64(len(hashes))
	hashes = slices.CompactFunc(hashes, bytes.Equal)
	var added int64
	err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
		added, err = insertCodes(ctx, tx, r.Batch, hashes)
		return err
	})
	if err != nil {
		return err
	}
	r.Batch.Size += added
	r.Repeated += total - added
	if r.Batch.Size > MaxCodes {
		return fault.Invalids(ErrCodesFile.At("file"))
	}
	return nil
}
