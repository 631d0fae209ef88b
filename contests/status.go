package contests

import "time"

// Status is what a contest is at a moment.
type Status string

// The statuses, in the order of a contest's life.
const (
	Draft          Status = "draft"           // only the brand sees it
	Published      Status = "published"       // frozen, not open yet
	Open           Status = "open"            // people enter
	Closed         Status = "closed"          // nobody enters any more; the number is to come
	AwaitingBeacon Status = "awaiting-beacon" // the number is due and not here yet
	Drawn          Status = "drawn"
	Cancelled      Status = "cancelled"
)

// Status tells what the contest is at now. A list once frozen stays closed, also for a
// server whose clock is behind that of the server that froze it.
func (c Contest) Status(now time.Time) Status {
	switch {
	case c.PublishedAt.IsZero():
		return Draft
	case !c.CancelledAt.IsZero():
		return Cancelled
	case !c.DrawnAt.IsZero():
		return Drawn
	case c.List != nil && now.Before(c.DrawAt): // nobody enters, ever
		return Closed
	case c.SealedAt.IsZero() && now.Before(c.OpensAt):
		return Published
	case c.SealedAt.IsZero() && now.Before(c.ClosesAt):
		return Open
	case now.Before(c.DrawAt):
		return Closed
	}
	return AwaitingBeacon
}

// statusWhere is Status as a condition on the contests table, for lists; its arguments
// are the present time in milliseconds, as often as it has question marks.
var statusWhere = map[Status]string{
	Draft:          "published_at = 0",
	Published:      "published_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND sealed_at = 0 AND list_json = '' AND opens_at > ?",
	Open:           "published_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND sealed_at = 0 AND list_json = '' AND opens_at <= ? AND closes_at > ?",
	Closed:         "published_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND (sealed_at > 0 OR list_json <> '' OR closes_at <= ?) AND draw_at > ?",
	AwaitingBeacon: "published_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND (sealed_at > 0 OR closes_at <= ?) AND draw_at <= ?",
	Drawn:          "published_at > 0 AND cancelled_at = 0 AND drawn_at > 0",
	Cancelled:      "cancelled_at > 0",
}
