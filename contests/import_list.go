package contests

// Listed is a row of a file that gives an entry.
type Listed struct {
	Row    int // line of the file on which the row begins, from 1
	Author string
}

// ReadList reads a file as Import does, with the same columns, filters and refusals, for
// a draw without a contest. Faults: those that Import declares for files.
func ReadList(in Import) ([]Listed, ImportReport, error) {
	read, err := collect(in, MaxListRows, MaxListBytes)
	if err != nil {
		return nil, ImportReport{}, err
	}
	listed := make([]Listed, len(read.comments))
	accepted := make(map[string]bool, len(read.comments))
	for i, c := range read.comments {
		listed[i] = Listed{Row: c.row, Author: c.author}
		accepted[c.holder] = true
	}
	return listed, read.report(accepted), nil
}
