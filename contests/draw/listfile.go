package draw

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
)

// MaxEntryLine is the longest line of the list's file: 64 hex digits, a space, 16 digits, LF.
const MaxEntryLine = 64 + 1 + 16 + 1

// AppendEntry appends the entry's line in the list's file: "<C hex> <tickets>\n".
func AppendEntry(b []byte, e Entry) []byte {
	b = hex.AppendEncode(b, e.Commitment[:])
	b = append(b, ' ')
	b = strconv.AppendUint(b, e.Tickets, 10)
	return append(b, '\n')
}

// Entries yields the entries of a list as they come, for whoever need not hold them all,
// and stops after the first error.
type Entries iter.Seq2[Entry, error]

// WriteTo writes the list's file, entries.txt.
func (entries Entries) WriteTo(w io.Writer) (int64, error) {
	var written int64
	out := bufio.NewWriterSize(w, 1<<16)
	line := make([]byte, 0, MaxEntryLine)
	for e, err := range entries {
		if err != nil {
			return written, err
		}
		line = AppendEntry(line[:0], e)
		n, err := out.Write(line)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, out.Flush()
}

// Gather takes a list that is in order into memory: 40 bytes per entry. size is how many
// entries to make room for; there may be more or fewer.
func (entries Entries) Gather(size int) (*List, error) {
	l := &List{entries: make([]Entry, 0, size)}
	for e, err := range entries {
		if err == nil {
			err = l.hasher.Add(e)
		}
		if err != nil {
			return nil, err
		}
		l.entries = append(l.entries, e)
	}
	return l, nil
}

// Hash reads a list that is in order to its end, in memory of O(log N).
func (entries Entries) Hash() (*ListHasher, error) {
	h := &ListHasher{}
	for e, err := range entries {
		if err == nil {
			err = h.Add(e)
		}
		if err != nil {
			return nil, err
		}
	}
	return h, nil
}

// All yields the entries in their order.
func (l *List) All() Entries {
	return func(yield func(Entry, error) bool) {
		for _, e := range l.entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// WriteTo writes the list's file, entries.txt.
func (l *List) WriteTo(w io.Writer) (int64, error) { return l.All().WriteTo(w) }

// ReadEntries yields the entries of a list's file. It checks each line; the order and
// the total are checked by a ListHasher.
func ReadEntries(r io.Reader) Entries {
	return func(yield func(Entry, error) bool) {
		in := bufio.NewReaderSize(r, 1<<16)
		for number := 1; ; number++ {
			line, err := in.ReadSlice('\n')
			if errors.Is(err, io.EOF) && len(line) == 0 {
				return
			}
			e, err := parseEntryLine(line, err)
			if err != nil {
				yield(Entry{}, fmt.Errorf("line %d of the list: %w", number, err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// ReadList reads a list's file into memory, as Gather does.
func ReadList(r io.Reader, size int) (*List, error) { return ReadEntries(r).Gather(size) }

// parseEntryLine takes what ReadSlice returned. Each line has one spelling only, so
// nothing needs to be serialised again.
func parseEntryLine(line []byte, readErr error) (Entry, error) {
	if readErr != nil && !errors.Is(readErr, io.EOF) && !errors.Is(readErr, bufio.ErrBufferFull) {
		return Entry{}, readErr
	}
	n := len(line)
	var e Entry
	if readErr != nil || n < 67 || n > MaxEntryLine || line[64] != ' ' || !decodeHexBytes(e.Commitment[:], line[:64]) {
		return Entry{}, errEntryLine
	}
	digits := line[65 : n-1]
	for _, c := range digits {
		if c < '0' || c > '9' {
			return Entry{}, errEntryLine
		}
		e.Tickets = 10*e.Tickets + uint64(c-'0') // at most 16 digits: it cannot overflow
	}
	if digits[0] == '0' || e.Tickets > MaxTickets {
		return Entry{}, errEntryLine
	}
	return e, nil
}

var errEntryLine = fmt.Errorf(`%w: a line must be "<commitment> <tickets>" and end in LF`, ErrGrammar)
