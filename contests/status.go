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

// Status tells what the contest is at now. A list once shut stays closed, also for a
// server whose clock is behind that of the server that shut it.
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
	case c.ShutAt.IsZero() && now.Before(c.OpensAt):
		return Published
	case c.ShutAt.IsZero() && now.Before(c.ClosesAt):
		return Open
	case now.Before(c.DrawAt):
		return Closed
	}
	return AwaitingBeacon
}

// present is a condition on the attempt of a contest that counts.
func present(condition string) string {
	return "EXISTS (SELECT 1 FROM contest_attempts a WHERE a.contest_id = contests.id AND a.attempt = contests.attempt AND " + condition + ")"
}

// dueAt is when the number of an attempt is due, as SQL.
const dueAt = "(CASE WHEN a.fallback_at > 0 THEN a.fallback_draw_at ELSE a.draw_at END)"

// statusWhere is Status as a condition on the contests table, for lists; its arguments
// are the present time in milliseconds, as often as it has question marks.
var statusWhere = map[Status]string{
	Draft:          "published_at = 0",
	Published:      "published_at > 0 AND shut_at = 0 AND list_json = '' AND opens_at > ? AND " + present("a.cancelled_at = 0 AND a.drawn_at = 0"),
	Open:           "published_at > 0 AND shut_at = 0 AND list_json = '' AND opens_at <= ? AND closes_at > ? AND " + present("a.cancelled_at = 0 AND a.drawn_at = 0"),
	Closed:         "published_at > 0 AND (shut_at > 0 OR list_json <> '' OR closes_at <= ?) AND " + present("a.cancelled_at = 0 AND a.drawn_at = 0 AND "+dueAt+" > ?"),
	AwaitingBeacon: "published_at > 0 AND (shut_at > 0 OR closes_at <= ?) AND " + present("a.cancelled_at = 0 AND a.drawn_at = 0 AND "+dueAt+" <= ?"),
	Drawn:          "published_at > 0 AND " + present("a.cancelled_at = 0 AND a.drawn_at > 0"),
	Cancelled:      "published_at > 0 AND " + present("a.cancelled_at > 0"),
}
