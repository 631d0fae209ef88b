package frontend

import (
	"net/url"
	"strings"
	"time"
)

// Languages lists the languages of the pages; the first is the one of a reader who states no preference.
var Languages = []string{"fr", "en"}

// Frame is what every page has around its content. Handlers build it once per request.
type Frame struct {
	Lang    string     // "fr" or "en"
	Path    string     // address without language prefix and query: "/c/ete-a-la-plage"
	Query   string     // raw query, without "?", kept by the language link
	Now     time.Time  // when the page is made, for "in 2 days"; zero: such words are left out
	BaseURL string     // where the site is reached, no final slash: "https://fete.example"
	Brand   *BrandView // whose page it is; nil on pages of the whole site
	CSRF    string     // token that every form sends back in the field "csrf"
	Notice  Notice     // what has just been done, said once on top of the page
	Alert   string     // sentence of a fault that concerns the whole page, in the page's language

	Within    string      // where the page is shown in place of its own address: EmbedPath or KioskPath; empty: there
	Kiosk     *KioskFrame // on a tablet
	Rehearsal bool        // of a draft, for staff: nothing of it is real
	Ancestors []string    // other sites that may show the page in a frame, as a Content-Security-Policy names them
}

// Page is one page's data. Template names the file under templates/ that shows it, without extension.
type Page interface {
	Template() string
	frame() Frame
}

func (f Frame) frame() Frame { return f }

// Href is the address of path in the language of the page. A campaign that is shown within a place stays there.
func (f Frame) Href(path string) string { return LocalPath(f.Lang, WithinPath(f.Within, path)) }

// Onward is Href with the query of this page, in a frame whose browser keeps nothing else from page to page.
func (f Frame) Onward(path string) string {
	if f.Within == "" || f.Query == "" {
		return f.Href(path)
	}
	return f.Href(path) + "?" + f.Query
}

// Home is the address of the campaign's own page, for a page that is shown within a place.
func (f Frame) Home() string { return LocalPath(f.Lang, strings.TrimPrefix(f.Path, f.Within)) }

// LocalPath puts the language before a path: LocalPath("fr", "/c/ete") is "/fr/c/ete".
func LocalPath(lang, path string) string {
	if path == "/" {
		return "/" + lang + "/"
	}
	return "/" + lang + path
}

// Canonical is the page's own absolute address, without query.
func (f Frame) Canonical() string { return f.BaseURL + f.Href(f.Path) }

// Alternate is the absolute address of the same page in another language.
func (f Frame) Alternate(lang string) string { return f.BaseURL + LocalPath(lang, f.Path) }

// Neutral is the absolute address without language prefix, where the reader's browser chooses the language.
func (f Frame) Neutral() string { return f.BaseURL + f.Path }

// Switch is the relative address of the same page, same query, in another language.
func (f Frame) Switch(lang string) string {
	if f.Query == "" {
		return LocalPath(lang, f.Path)
	}
	return LocalPath(lang, f.Path) + "?" + f.Query
}

// Until says how far t is from now: « dans 2 jours ». Empty for what is past and on pages that do not know the time.
func (f Frame) Until(t time.Time) string {
	if f.Now.IsZero() {
		return ""
	}
	return Until(f.Lang, f.Now, t)
}

// OtherLanguages lists the languages this page is not in.
func (f Frame) OtherLanguages() []string {
	var others []string
	for _, lang := range Languages {
		if lang != f.Lang {
			others = append(others, lang)
		}
	}
	return others
}

// BrandView is a brand as its fans see it.
type BrandView struct {
	Slug      string
	Name      string
	Tagline   string   // one sentence under the name on the brand's page
	Colour    string   // "#rrggbb"; empty or unreadable: the colours of Kermesse
	Logo      *Picture // nil: the name alone
	LegalName string   // who organises, in the footer and under contests: "Délices de l’Océan SARL, Curepipe"
	Contact   string   // e-mail address for questions
	Loyalty   bool     // the brand has a points programme: link to the member page
}

// Picture is an image with what a page needs to keep its place while it loads.
type Picture struct {
	URL           string
	Alt           string // what it shows; empty for pure decoration
	Width, Height int    // pixels of the file
}

// Notice is an act that has just succeeded; the words are in the texts under "notice.<value>".
type Notice string

// Notices of fan pages.
const (
	NoticeVoted         Notice = "voted"
	NoticeVoteChanged   Notice = "vote_changed"
	NoticeVoteWithdrawn Notice = "vote_withdrawn"
	NoticeVoteAgain     Notice = "vote_again" // a double tap or a resend: the vote was already counted
	NoticeVoteAside     Notice = "vote_aside" // taken, and set aside for a review
	NoticeMailLater     Notice = "mail_later"
	NoticeProposed      Notice = "proposed"
	NoticeFollowing     Notice = "following"
	NoticeCommentGone   Notice = "comment_withdrawn"
	NoticeAppealed      Notice = "appealed"
	NoticeEntered       Notice = "entered"
	NoticeSlipSent      Notice = "slip_sent"
	NoticePhotoSent     Notice = "photo_sent"
	NoticePhotoGone     Notice = "photo_withdrawn"
	NoticeCodeAdded     Notice = "code_added"
	NoticeActDone       Notice = "act_done"      // an action of an entry; its tickets are counted
	NoticeEnteredAgain  Notice = "entered_again" // somebody who takes part already
	NoticeConfirmed     Notice = "confirmed"
	NoticeProvedContact Notice = "proved_contact" // of an entry that waits for something else
	NoticeCodeSent      Notice = "code_sent"
	NoticeCodeLater     Notice = "code_later" // many codes leave for this network, and this one in its turn
	NoticeRedeemed      Notice = "redeemed"
	NoticeSignedOut     Notice = "signed_out"
	NoticeWithdrawn     Notice = "consent_withdrawn"
	NoticeLetters       Notice = "letters"
	NoticeAsked         Notice = "asked"
	NoticeTabletLocked  Notice = "tablet_locked"
	NoticeJoined        Notice = "joined"
	NoticeGiftMade      Notice = "gift_made"
	NoticeGiftClaimed   Notice = "gift_claimed"
	NoticeGiftBack      Notice = "gift_back"
	NoticeProfile       Notice = "profile"
)

// Notices of the panel.
const (
	NoticeSaved        Notice = "saved"
	NoticeCodesMade    Notice = "codes_made"
	NoticeCodesRevoked Notice = "codes_revoked"
	NoticeCreated      Notice = "created"
	NoticeDuplicated   Notice = "duplicated"
	NoticeScheduled    Notice = "scheduled"
	NoticeUnscheduled  Notice = "unscheduled"
	NoticePublished    Notice = "published"
	NoticeCancelled    Notice = "cancelled"
	NoticeDrawn        Notice = "drawn"
	NoticeDisqualified Notice = "disqualified"
	NoticeReinstated   Notice = "reinstated"
	NoticeImported     Notice = "imported"
	NoticeExcluded     Notice = "excluded"
	NoticeIncluded     Notice = "included"
	NoticeAdjusted     Notice = "adjusted"
	NoticeReversed     Notice = "reversed"
	NoticeProved       Notice = "proved"
	NoticeAskedSecond  Notice = "asked_second"
	NoticeErased       Notice = "erased"
	NoticeInvited      Notice = "invited"
	NoticeRoleChanged  Notice = "role_changed"
	NoticeRemoved      Notice = "removed"
	NoticePassword     Notice = "password_changed"
	NoticeReopened     Notice = "reopened"
	NoticeVoided       Notice = "voided"
	NoticeAccepted     Notice = "accepted"
	NoticeRestarted    Notice = "restarted"
	NoticeCalled       Notice = "called"
	NoticeAnnounced    Notice = "announced"
	NoticeModerated    Notice = "moderated"
	NoticeDecided      Notice = "decided"
	NoticeCodesVoided  Notice = "codes_voided"
	NoticeSessionsOut  Notice = "sessions_ended"
	NoticeNamesPublic  Notice = "names_public"
	NoticeReplayed     Notice = "replayed"
	NoticeBlocked      Notice = "blocked"
	NoticeBlockLifted  Notice = "block_lifted"
	NoticeUndone       Notice = "undone"
	NoticeSettled      Notice = "settled"
	NoticeAmended      Notice = "amended"
	NoticeAnswered     Notice = "answered"
)

// Pager leads through a list of which one page is shown. Hrefs are empty at the ends.
type Pager struct {
	From, To, Total int // 1-based; Total is -1 where counting would be slow
	Previous, Next  string
	First           string // of a list that is only read forwards: where it begins
}

// segments joins path segments, escaped.
func segments(parts ...string) string {
	var path strings.Builder
	for _, part := range parts {
		path.WriteString("/" + url.PathEscape(part))
	}
	return path.String()
}
