package handlers

import (
	"kermesse/contests"
	"kermesse/internal/fault"
)

// listAnswer is a list to draw from as the API tells it.
type listAnswer struct {
	ID         string          `json:"id"`
	Name       string          `json:"name" doc:"Of the file."`
	SHA256     string          `json:"sha256" doc:"Of the file, hex. The public rules hold a blinded commitment to it, not this."`
	Bytes      int64           `json:"bytes"`
	Version    int64           `json:"version" doc:"Goes back with the draw: what is frozen is what was seen."`
	Columns    []string        `json:"columns" doc:"Titles of the file."`
	Filter     listFilter      `json:"filter"`
	Rows       int             `json:"rows" doc:"rows = refused + duplicates + all removed + entries."`
	Refused    int             `json:"refused" doc:"Rows that are no entry at all."`
	Duplicates int             `json:"duplicates" doc:"The very same comment again."`
	Removed    []removedAnswer `json:"removed" doc:"By each part of the filter, in its order."`
	Entries    int             `json:"entries"`
	Excluded   int             `json:"excluded_people" doc:"On the list of those left out."`
	Listed     []refusedRow    `json:"refused_rows" doc:"The first of the refused."`
	SameList   []twinAnswer    `json:"same_list,omitempty" doc:"Draws that were published from this file or among these people. A draw from this list names them in its frozen rules."`
	Problem    string          `json:"problem,omitempty" doc:"Why the file cannot be counted yet, such as a column to name."`
	Contest    string          `json:"contest,omitempty" doc:"Slug of its draw, once that was asked for."`
	Frozen     bool            `json:"frozen" doc:"All entries are written and the draw is published."`
}

type removedAnswer struct {
	Filter string `json:"filter" enum:"before,contains,mentions,column,excluded,one-per-author"`
	Value  string `json:"value"`
	Rows   int    `json:"rows"`
}

type listFilter struct {
	Columns      *listColumns `json:"columns,omitempty" doc:"Left out: recognised by their usual titles."`
	Contains     string       `json:"contains,omitempty" doc:"A whole word or #hashtag, whatever its case and accents."`
	Mentions     int          `json:"mentions,omitempty" doc:"Of people besides the author, as @name, at least."`
	OnePerAuthor bool         `json:"one_per_author,omitempty"`
	Before       string       `json:"before,omitempty" doc:"RFC 3339, or a local time of the brand's zone."`
	Drop         []string     `json:"drop,omitempty" doc:"Rows to leave out: CLASS=1 (equal) or CONTENT~word (contains)."`
	Shown        int          `json:"shown,omitempty" doc:"How many comments the network shows under the post. The frozen rules say how many are missing from the list."`
	Exclude      *[]string    `json:"exclude,omitempty" doc:"People to leave out. Left out: as before; []: nobody. It is not read back."`
}

type listColumns struct {
	Author   string `json:"author,omitempty"`
	AuthorID string `json:"author_id,omitempty"`
	Content  string `json:"content,omitempty"`
	ID       string `json:"id,omitempty"`
	Date     string `json:"date,omitempty"`
}

type listRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	List  string `path:"list"`
}

type siftListRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	List  string `path:"list"`
	Body  listFilter
}

type drawFromListRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	List  string `path:"list"`
	Body  struct {
		Version  int64       `json:"version" doc:"Of the list, as it was read."`
		Slug     string      `json:"slug,omitempty" doc:"Left out: made from the title."`
		Title    string      `json:"title"`
		ClosesAt string      `json:"closes_at,omitempty" doc:"Left out: at once."`
		TimeZone string      `json:"time_zone,omitempty" doc:"Left out: the brand's."`
		Prizes   []prizeBody `json:"prizes"`
		Draw     drawBody    `json:"draw,omitempty"`
	}
}

type listResponse struct {
	Body listAnswer
}

func (f listFilter) filter() (contests.ListFilter, error) {
	out := contests.ListFilter{Contains: f.Contains, Mentions: f.Mentions, OnePerAuthor: f.OnePerAuthor, Before: f.Before, Shown: f.Shown}
	if c := f.Columns; c != nil {
		out.Columns = contests.ImportColumns{Author: c.Author, AuthorID: c.AuthorID, Content: c.Content, ID: c.ID, Date: c.Date}
	}
	for _, text := range f.Drop {
		condition, w := contests.ParseCondition(text)
		if w != nil {
			return out, fault.Invalids(w.At("drop"))
		}
		out.Drop = append(out.Drop, condition)
	}
	return out, nil
}

func tellList(l contests.NameList, lang string) listAnswer {
	r := l.Report
	c := l.Filter.Columns
	out := listAnswer{
		ID: string(l.ID), Name: l.Name, SHA256: l.Hash.String(), Bytes: l.Bytes, Version: l.Version, Columns: append([]string{}, r.Header...),
		Rows: r.Rows, Refused: r.Refused, Duplicates: r.Duplicates, Removed: []removedAnswer{}, Entries: r.Entries, Excluded: l.Excluded,
		Listed: []refusedRow{}, Contest: l.Slug, Frozen: !l.FrozenAt.IsZero(), SameList: twinAnswers(l.Twins),
		Filter: listFilter{
			Columns:  &listColumns{Author: c.Author, AuthorID: c.AuthorID, Content: c.Content, ID: c.ID, Date: c.Date},
			Contains: l.Filter.Contains, Mentions: l.Filter.Mentions, OnePerAuthor: l.Filter.OnePerAuthor, Before: l.Filter.Before, Shown: l.Filter.Shown,
		},
	}
	for _, condition := range l.Filter.Drop {
		out.Filter.Drop = append(out.Filter.Drop, condition.String())
	}
	for _, removal := range r.Removed {
		out.Removed = append(out.Removed, removedAnswer{Filter: string(removal.Filter), Value: removal.Value, Rows: removal.Rows})
	}
	for _, row := range r.Listed {
		out.Listed = append(out.Listed, refusedRow{Row: row.Row, Author: row.Author, Code: row.Code, Message: row.Message.In(lang)})
	}
	if l.Problem != nil {
		f := fault.From(l.Problem)
		out.Problem = f.Message.In(lang)
		for _, field := range f.Fields {
			out.Problem = field.Fault.Message.In(lang)
		}
	}
	return out
}
