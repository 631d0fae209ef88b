package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"time"

	"kermesse/contests"
	"kermesse/internal/clock"
)

// listFlags are how a list is read and who of it takes part.
type listFlags struct {
	Contains     string   `help:"Only texts with this word or #hashtag, whatever the case and the accents." placeholder:"WORD"`
	Mentions     int      `help:"Only texts that mention that many people besides their author, as @name." placeholder:"N"`
	OnePerAuthor bool     `help:"One entry for each person, however often they stand in the list." default:"true" negatable:""`
	Before       string   `help:"Only rows dated before: 2026-12-31T20:00, or with a zone of its own." placeholder:"DATE"`
	TimeZone     string   `help:"Zone of dates that name none." default:"UTC" placeholder:"ZONE"`
	Exclude      []string `help:"Leave out the people of another list, or the rows whose column is a value (CLASS=1) or contains it (TEXT~word); may be given several times." placeholder:"FILE" sep:"none"`

	AuthorColumn string `help:"Column of the author; by default recognised by its title." placeholder:"TITLE"`
	TextColumn   string `help:"Column of the text, for --contains and --mentions." placeholder:"TITLE"`
	DateColumn   string `help:"Column of the date, for --before." placeholder:"TITLE"`
}

// brought is a list, read.
type brought struct {
	listed   []contests.Listed
	report   contests.ImportReport
	excluded int // people on the lists of those left out
}

// readList reads the list of the command, with its filters.
func (c *drawCmd) readList(rc *runContext) (brought, error) {
	in, excluded, err := c.options()
	if err != nil {
		return brought{}, err
	}
	file, err := openInput(rc, c.Entries)
	if err != nil {
		return brought{}, err
	}
	in.File = file
	listed, report, err := contests.ReadList(in)
	if err := errors.Join(err, file.Close()); err != nil {
		return brought{}, err
	}
	if len(listed) == 0 {
		return brought{}, contests.ErrListNobody
	}
	return brought{listed, report, excluded}, nil
}

// options puts the flags into the words of the domain.
func (f listFlags) options() (in contests.Import, excluded int, err error) {
	in = contests.Import{
		Columns: contests.ImportColumns{Author: f.AuthorColumn, Content: f.TextColumn, Date: f.DateColumn}, Untitled: true,
		Per:    contests.PerEach,
		Filter: contests.ImportFilter{Contains: f.Contains, MinMentions: f.Mentions, Names: contests.Names{}},
	}
	if f.OnePerAuthor {
		in.Per = contests.PerAuthor
	}
	if f.Mentions < 0 {
		return in, 0, &exitError{exitUsage, errors.New("--mentions counts from 0")}
	}
	if in.Filter.Zone, err = clock.Zone(f.TimeZone); err != nil {
		return in, 0, &exitError{exitUsage, fmt.Errorf("%q is no time zone: write it as Indian/Mauritius or UTC", f.TimeZone)}
	}
	if in.Filter.Before, err = f.before(); err != nil {
		return in, 0, err
	}
	for _, exclude := range f.Exclude {
		people, err := excludeInto(&in.Filter, exclude)
		if err != nil {
			return in, 0, err
		}
		excluded += people
	}
	return in, excluded, nil
}

func (f listFlags) before() (time.Time, error) {
	if f.Before == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, f.Before); err == nil {
		return at, nil
	}
	at, err := clock.Local(f.Before, f.TimeZone)
	if err != nil {
		return at, &exitError{exitUsage, fmt.Errorf("--before %q is no moment: write it as 2026-12-31T20:00 or 2026-12-31T20:00:00Z", f.Before)}
	}
	return at, nil
}

// excludeInto adds a file of people, or a condition, to a filter. What is neither is
// taken for a file that is not there.
func excludeInto(filter *contests.ImportFilter, exclude string) (people int, err error) {
	file, err := os.Open(exclude)
	if err != nil {
		condition, f := contests.ParseCondition(exclude)
		if f != nil {
			return 0, fmt.Errorf("--exclude %s is neither a file (%w) nor a condition such as CLASS=1 or TEXT~word", exclude, err)
		}
		filter.Exclude = append(filter.Exclude, condition)
		return 0, nil
	}
	names, people, err := contests.ReadNames(file)
	maps.Copy(filter.Names, names)
	return people, errors.Join(err, file.Close())
}

func openInput(rc *runContext, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(rc.Stdin), nil
	}
	return os.Open(name)
}
