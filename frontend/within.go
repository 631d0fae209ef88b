package frontend

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"
)

// link is a link as templates write it, up to its end.
var link = regexp.MustCompile(`(?s)<a ([^>]*?)href="([^"]*)"([^>]*)>(.*?)</a>`)

// stayWithin keeps the reader of a page in the place where it is shown. In a frame, what leads elsewhere opens beside
// the site that shows it. On a tablet nothing leads elsewhere: the words stay and the link goes.
func stayWithin(main template.HTML, place string) template.HTML {
	return template.HTML(link.ReplaceAllStringFunc(string(main), func(found string) string {
		part := link.FindStringSubmatch(found)
		before, href, after, words := part[1], part[2], part[3], part[4]
		switch {
		case strings.HasPrefix(href, "#"), strings.HasPrefix(href, "?"), staysIn(href, place):
			return found
		case place == KioskPath:
			return "<span>" + words + "</span>"
		}
		return `<a ` + before + `href="` + href + `"` + after + ` target="_blank" rel="noopener">` + words + `</a>`
	}))
}

// staysIn holds for the addresses of a place, in any language.
func staysIn(href, place string) bool {
	for _, lang := range Languages {
		if strings.HasPrefix(href, LocalPath(lang, place)+"/") {
			return true
		}
	}
	return false
}

// Loader is the script at LoaderPath.
func Loader() AssetFile {
	all := loadedAssets()
	return all.files[all.names["embed.js"]]
}

// Heights in which a page of another site keeps a place for a campaign, in pixels: what is lower moves nothing when
// the campaign arrives.
const (
	lowestEmbed  = 320
	highestEmbed = 1600
)

// EmbedHeight is about how high a campaign with so many options or fields stands in a narrow column.
func EmbedHeight(lines int) int { return min(max(lowestEmbed, 480+112*lines), highestEmbed) }

// EmbedView is what a page of another site is given to show a campaign.
type EmbedView struct {
	BaseURL string
	Lang    string
	Path    string // of the campaign's own page
	Title   string
	Height  int
}

// FrameHref is the address that the frame shows.
func (v EmbedView) FrameHref() string {
	return v.BaseURL + LocalPath(v.Lang, WithinPath(EmbedPath, v.Path))
}

// Frame is the campaign as a frame of fixed height: for sites that allow no scripts.
func (v EmbedView) Frame() string {
	title := template.HTMLEscapeString(v.Title)
	return `<iframe src="` + v.FrameHref() + `" title="` + title + `" width="100%" height="` + strconv.Itoa(v.Height) +
		`" style="border:0" loading="lazy"></iframe>`
}

// Script is the campaign in a frame that becomes as high as what it shows. Its place is kept from the first moment, and
// who has no scripts gets a link.
func (v EmbedView) Script() string {
	own, title := v.BaseURL+LocalPath(v.Lang, v.Path), template.HTMLEscapeString(v.Title)
	return `<div style="min-height:` + strconv.Itoa(v.Height) + `px"><script async src="` + v.BaseURL + LoaderPath + `" data-show="` +
		LocalPath(v.Lang, v.Path) + `" data-title="` + title + `" data-height="` + strconv.Itoa(v.Height) + `"></script><noscript><a href="` + own + `">` + title + `</a></noscript></div>`
}
