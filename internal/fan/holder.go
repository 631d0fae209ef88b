package fan

import (
	"context"

	"kermesse/internal/db"
)

// Holder is a domain that holds something about fans. Each method runs in one
// transaction with those of every other holder.
type Holder interface {
	// Export returns what the domain holds about a fan, in words that the fan can read;
	// nil for nothing. In the exported file, fields of structs get snake_case names and
	// nil pointers are left out. It reads one view of the database and writes nothing.
	Export(ctx context.Context, tx *db.DB, id ID) (any, error)
	// Erase makes the domain forget the fan: what identifies them is deleted, what
	// proofs and books need stays under the bare id.
	Erase(ctx context.Context, tx *db.DB, id ID) error
}

type namedHolder struct {
	name string
	Holder
}

// Register makes a domain part of every export and erasure, under a name that the
// export shows. It is called while the program is wired, before the service is used.
func (s *Service) Register(name string, h Holder) {
	s.holders = append(s.holders, namedHolder{name, h})
}
