package loyalty

import (
	"strconv"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// ErrCursor refuses a cursor that no list gave.
var ErrCursor = fault.New(fault.Malformed, "bad_cursor",
	"Cette page de la liste n’existe pas. Reprenez au début.", "There is no such page of the list. Start again.")

// encodeCursor names the last row of a page that is sorted by time and id.
func encodeCursor(at time.Time, id string) string {
	return strconv.FormatInt(db.Millis(at), 36) + "." + id
}

func decodeCursor(cursor string) (at int64, id string, err error) {
	left, id, found := strings.Cut(cursor, ".")
	at, err = strconv.ParseInt(left, 36, 64)
	if err != nil || !found || len(id) > 64 || !storable(id) {
		return 0, "", ErrCursor
	}
	return at, id, nil
}
