package contests

import (
	"bytes"
	"context"
	"errors"
	"io"

	"kermesse/internal/fault"
)

// excludedNames are the people to leave out, and the text to keep if it is a new one.
type excludedNames struct {
	names    Names
	text     []byte
	replaced bool
}

// readExcluded reads a new list of people to leave out, or the one that is kept.
func (s *Service) readExcluded(ctx context.Context, l *NameList, in io.Reader) (excludedNames, error) {
	if in == nil {
		names, err := s.storedExcluded(ctx, l.ID)
		return excludedNames{names: names}, err
	}
	data, err := io.ReadAll(&limited{in: in, left: MaxNamesBytes})
	if err != nil {
		if errors.Is(err, errTooMany) {
			err = fault.Invalids(ErrFileTooLarge.With(MaxNamesBytes >> 20).At("exclude"))
		}
		return excludedNames{}, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		l.Excluded = 0
		return excludedNames{replaced: true}, nil
	}
	names, people, err := ReadNames(bytes.NewReader(data))
	if known := fault.From(err); err != nil && known.Kind != fault.Internal {
		return excludedNames{}, fault.Invalids(known.At("exclude"))
	}
	l.Excluded = people
	return excludedNames{names: names, text: data, replaced: true}, err
}

func (s *Service) storedExcluded(ctx context.Context, id NameListID) (Names, error) {
	names, _, err := ReadNames(s.parts(ctx, id, listExcluded))
	return names, err
}
