package frontend

import (
	"regexp"
	"strings"

	"kermesse/frontend/paper"
)

// RulesPaper is a page of rules as a document to print, from the same Markdown. The same page gives the same bytes.
func (r *Renderer) RulesPaper(page RulesPage, markdown string) ([]byte, error) {
	words := func(key string, pairs ...any) string { return r.Text(page.Lang, key, pairs...) }
	address := page.BaseURL + page.Href(ContestPath(page.Contest.Slug, "rules"))
	brand, ink := "Kermesse", inkOf("")
	if page.Brand != nil {
		brand, ink = page.Brand.Name, inkOf(page.Brand.Colour)
	}
	version := words("rules.version", "Version", Int(page.Lang, int64(page.Version)), "Moment", Moment(page.Lang, page.PublishedAt))
	doc := paper.New(paper.Options{
		Lang: page.Lang, Title: words("rules.title", "Title", page.Contest.Title), Author: brand, At: page.PublishedAt, Foot: version, Ink: ink,
	})
	if err := doc.Head(brand, words("rules.heading"), Tidy(page.Contest.Title), address, shownAddress(address), words("law.scan")); err != nil {
		return nil, err
	}
	doc.Paragraph(version)
	doc.Hash(words("law.print"), page.Hash)
	for _, block := range markdownBlocks(markdown) {
		switch {
		case strings.HasPrefix(block, "## "), strings.HasPrefix(block, "### "):
			doc.Heading(plainMarkdown(strings.TrimLeft(block, "# ")))
		default:
			doc.Paragraph(plainMarkdown(block))
		}
	}
	return doc.Bytes()
}

// markdownBlocks are the headings, paragraphs and items of a text.
func markdownBlocks(markdown string) []string {
	var blocks []string
	for part := range strings.SplitSeq(markdown, "\n\n") {
		var running []string
		flush := func() {
			if len(running) > 0 {
				blocks = append(blocks, strings.Join(running, " "))
			}
			running = nil
		}
		for line := range strings.SplitSeq(strings.TrimSpace(part), "\n") {
			if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "#") {
				flush()
				blocks = append(blocks, strings.Replace(line, "- ", "– ", 1))
				continue
			}
			if line = strings.TrimSpace(line); line != "" {
				running = append(running, line)
			}
		}
		flush()
	}
	return blocks
}

var (
	markdownMarks = regexp.MustCompile("(^|[^\\\\])(\\*\\*|`)")
	markdownLinks = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)
	markdownSlash = regexp.MustCompile("\\\\([\\\\`*_\\[\\]<>#|])")
)

// plainMarkdown is a line as paper writes it: without marks, links by their address.
func plainMarkdown(line string) string {
	line = markdownLinks.ReplaceAllString(line, "$1 ($2)")
	line = markdownMarks.ReplaceAllString(line, "$1")
	return markdownSlash.ReplaceAllString(line, "$1")
}
