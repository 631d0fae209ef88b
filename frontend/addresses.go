package frontend

import "strings"

// The addresses below are those of the pages, without language prefix (Frame.Href adds it). Templates and handlers
// both take them from here, so that a form and the route that receives it cannot drift apart.

// BrandPath is a brand's public page.
func BrandPath(brand string) string { return segments(brand) }

// ContestPath is a contest's page, or a page under it: "confirm", "receipt"/key, "rules", "draw".
// The entry form posts to the contest's page itself.
func ContestPath(slug string, under ...string) string {
	return segments(append([]string{"c", slug}, under...)...)
}

// PollPath is a vote's page, or a page under it: "confirm", "receipt"/key, "results".
// The ballot posts to the vote's page itself.
func PollPath(slug string, under ...string) string {
	return segments(append([]string{"p", slug}, under...)...)
}

// SurveyPath is a survey's page. The answers post to it.
func SurveyPath(slug string) string { return segments("s", slug) }

// EmbedPath and KioskPath are the places in which campaigns are shown beside their own pages: a frame on another site,
// a tablet at a stall. What comes after them is the campaign's own path.
const (
	EmbedPath = "/embed"
	KioskPath = "/kiosk"
)

// RehearsalPath is the place in a brand's panel in which drafts are rehearsed.
func RehearsalPath(brand string) string { return AdminBrandPath(brand, "rehearsal") }

// LoaderPath is the script that puts a campaign into a page of another site.
const LoaderPath = "/embed.js"

// WithinPath is the address of a campaign's page within a place; of anything else its own.
func WithinPath(place, path string) string {
	if place != "" && (strings.HasPrefix(path, "/p/") || strings.HasPrefix(path, "/c/") || strings.HasPrefix(path, "/s/")) {
		return place + path
	}
	return path
}

// ShortPath is the address that a poster or a pack carries, in capitals: codes to scan pack them tighter, and people
// type them as they please.
func ShortPath(code string) string { return segments("Q", code) }

// MemberPath is a brand's member page, or a page under it: "sign-in", "code", "sign-out", "rewards"/id, "data",
// "data"/"export", "data"/"consents", "data"/"erase".
func MemberPath(brand string, under ...string) string {
	return segments(append([]string{"m", brand}, under...)...)
}

// WinnerCheckPath is the page where the receiver of a winner message checks that it is real.
func WinnerCheckPath(brand string) string { return segments("w", brand) }

// ClaimPath is where the receiver of a winner message answers it, or a page under it: "identify", "prove", "answer",
// "decline", "received", "leave".
func ClaimPath(brand, code string, under ...string) string {
	return segments(append([]string{"w", brand, code}, under...)...)
}

// PickupPath is what the QR code of a prize leads to: the counter of the brand whose prize it is.
func PickupPath(token string) string { return segments("T", token) }

// AdminPath is a page of the panel that belongs to no brand: "sign-in", "sign-out", "setup", "account", "brands".
func AdminPath(under ...string) string { return segments(append([]string{"admin"}, under...)...) }

// AdminBrandPath is a brand's page of the panel: "campaigns", "contests"/"new", "contests"/slug/"edit", "members"/id …
// Without anything under it, the brand's home.
func AdminBrandPath(brand string, under ...string) string {
	return segments(append([]string{"admin", "b", brand}, under...)...)
}
