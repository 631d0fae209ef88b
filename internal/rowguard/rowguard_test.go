package rowguard_test

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"kermesse/internal/rowguard"
)

func TestRowsOfALongFilePassAndALongRowDoesNot(t *testing.T) {
	const most = 8 << 10
	guard := rowguard.New(strings.NewReader(strings.Repeat("a,b\n", 20_000)+strings.Repeat(",", 1<<20)+"\n"), most)
	rows := csv.NewReader(guard)
	rows.FieldsPerRecord = -1
	read := 0
	for {
		guard.Row()
		cells, err := rows.Read()
		if errors.Is(err, rowguard.ErrRow) {
			break
		}
		if err != nil || len(cells) > most {
			t.Fatalf("row %d: %d cells, %v", read+1, len(cells), err)
		}
		read++
	}
	if read != 20_000 {
		t.Errorf("%d rows passed, want 20000", read)
	}
}

func TestNothingIsReadBeforeTheFirstRow(t *testing.T) {
	guard := rowguard.New(strings.NewReader("a"), 5)
	if _, err := io.ReadAll(guard); !errors.Is(err, rowguard.ErrRow) {
		t.Errorf("%v, want ErrRow", err)
	}
	guard.Row()
	if text, err := io.ReadAll(guard); err != nil || string(text) != "a" {
		t.Errorf("%q, %v", text, err)
	}
}
