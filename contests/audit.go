package contests

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// Sampled is an entry that the draw's own number chose for an audit: nobody could know
// before which ones must be opened to an auditor.
type Sampled struct {
	Index      int // in the sealed list, from 0
	Commitment draw.Hash
	Tickets    uint64
}

// Opened is a sampled entry with the person behind it, and what it takes to check that
// the commitment is theirs.
type Opened struct {
	Sampled
	Entry        string // id, hex
	Number       string
	Alias        string
	AliasSalt    draw.Hash
	Identity     string // e-mail address, telephone number, or name on a network
	IdentitySalt draw.Hash
	Forgotten    bool // the person was erased: nothing opens the commitment any more
}

// Faults of an audit.
var (
	ErrAuditorName = fault.New(fault.Invalid, "auditor_invalid",
		"Indiquez le nom de l’auditeur sans accent, 200 caractères au plus\u00a0: il entre tel quel dans le journal public.",
		"Give the auditor’s name without accents, 200 characters at most: it goes into the public log as it is.")
	ErrStatementHash = fault.New(fault.Invalid, "statement_hash_invalid",
		"Joignez le constat, ou indiquez son empreinte SHA-256\u00a0: 64 chiffres hexadécimaux.",
		"Attach the statement, or give its SHA-256: 64 hexadecimal digits.")
)

// AuditSample returns the entries that an auditor is to be shown, by the present
// attempt's number and as many as the rules say. It names nobody. It needs ViewEvidence.
// Faults: ErrNotFound, ErrNotDrawn.
func (s *Service) AuditSample(ctx context.Context, actor account.Actor, slug string) ([]Sampled, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewEvidence, slug)
	if err != nil {
		return nil, err
	}
	return s.sample(ctx, c)
}

// samples keeps the samples of draws, which never change: finding one reads a whole list.
type samples struct {
	mu   sync.Mutex
	made map[list][]Sampled
}

func (s *Service) sample(ctx context.Context, c Contest) ([]Sampled, error) {
	row, drawn, err := selectDraw(ctx, s.db, c.ID, c.No)
	if err != nil {
		return nil, err
	}
	if !drawn || row.Result == "" {
		return nil, ErrNotDrawn
	}
	result, err := draw.ParseResult([]byte(row.Result))
	if err != nil {
		return nil, err
	}
	sealed := c.listOf(c.Attempt)
	s.samples.mu.Lock()
	defer s.samples.mu.Unlock() // two long lists are not read at once
	if made, known := s.samples.made[sealed]; known {
		return made, nil
	}
	made, err := sampleOf(sealed.entries(ctx, s.db), result.Seed)
	if err == nil {
		if s.samples.made == nil {
			s.samples.made = map[list][]Sampled{}
		}
		s.samples.made[sealed] = made
	}
	return made, err
}

func sampleOf(entries draw.Entries, seed draw.Hash) ([]Sampled, error) {
	var weights []uint64
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		weights = append(weights, e.Tickets)
	}
	chosen, err := draw.AuditSample(seed, weights, auditSample)
	if err != nil {
		return nil, err
	}
	sampled := make([]Sampled, len(chosen))
	index := 0
	for e, err := range entries { // once more: the commitments of all would not fit
		if err != nil {
			return nil, err
		}
		if at := slices.Index(chosen, index); at >= 0 {
			sampled[at] = Sampled{Index: index, Commitment: e.Commitment, Tickets: e.Tickets}
		}
		index++
	}
	return sampled, nil
}

// OpenSample shows an auditor the people behind the sample, and nobody else. The journal
// says who looked. It needs OpenSample. Faults: ErrNotFound, ErrNotDrawn.
func (s *Service) OpenSample(ctx context.Context, actor account.Actor, slug string) ([]Opened, error) {
	c, err := s.find(ctx, s.db, actor, account.OpenSample, slug)
	if err != nil {
		return nil, err
	}
	sampled, err := s.sample(ctx, c)
	if err != nil {
		return nil, err
	}
	opened := make([]Opened, len(sampled))
	for i, chosen := range sampled {
		if opened[i], err = s.open(ctx, c, chosen); err != nil {
			return nil, err
		}
	}
	err = s.inTx(ctx, func(tx *db.DB) error {
		return account.Record(ctx, tx, actor, account.Change{
			Action: "sample.opened", Subject: c.subject(), At: s.clock.Now(),
			After: map[string]any{"attempt": c.No, "entries": len(opened)},
		})
	})
	return opened, err
}

func (s *Service) open(ctx context.Context, c Contest, chosen Sampled) (Opened, error) {
	o := Opened{Sampled: chosen}
	e, err := s.committed(ctx, c, chosen.Commitment)
	if err != nil {
		return o, err
	}
	o.Number = e.Number
	if e.row.SecretSealed == nil {
		o.Forgotten = true
		return o, nil
	}
	var contact fan.Contact
	if e.Fan != "" {
		f, err := s.fans.Find(ctx, c.Brand, e.Fan)
		if err != nil {
			return o, err
		}
		contact = f.Contact
	}
	opening, err := s.opening(c, e, contact)
	if err != nil {
		return o, err
	}
	o.Entry, o.Alias, o.Identity = opening.Entry.Hex(), opening.Alias, opening.Identity
	o.AliasSalt, o.IdentitySalt = opening.Secret.Salt(draw.FieldAlias), opening.Secret.Salt(draw.FieldIdentity)
	return o, nil
}

// committed is the entry of a commitment, in the revision that it is of.
func (s *Service) committed(ctx context.Context, c Contest, commitment draw.Hash) (stored, error) {
	e, err := selectEntry(ctx, s.db, "WHERE contest_id = ? AND commitment = ?", string(c.ID), commitment[:])
	if !errors.Is(err, ErrEntryNotFound) {
		return e, err
	}
	e, err = selectEntry(ctx, s.db, "WHERE id = (SELECT entry_id FROM entry_revisions WHERE contest_id = ? AND commitment = ?)",
		string(c.ID), commitment[:])
	if err != nil {
		return e, err
	}
	was, err := selectRevision(ctx, s.db, e.ID, commitment)
	e.row.IdentityCommit, e.row.SecretSealed = was.IdentityCommit, was.SecretSealed
	return e, err
}

// RecordAudit states in the public log that an auditor opened the sample and wrote a
// statement with this SHA-256, for ever. It needs RecordAudit. Faults: ErrNotFound,
// ErrNotDrawn; ErrAuditorName on the field auditor, ErrStatementHash on statement.
func (s *Service) RecordAudit(ctx context.Context, actor account.Actor, slug, auditor string, statement draw.Hash) (Record, error) {
	c, err := s.find(ctx, s.db, actor, account.RecordAudit, slug)
	if err != nil {
		return Record{}, err
	}
	var wrong problems
	auditor = wrong.line("auditor", auditor, maxAuditor)
	if statement == (draw.Hash{}) {
		wrong.add("statement", ErrStatementHash)
	}
	sampled, err := s.sample(ctx, c)
	if err != nil {
		return Record{}, err
	}
	record, err := c.event(draw.Event{
		Kind: draw.EventAudit, Attempt: c.No, Sample: len(sampled), Auditor: auditor, Document: statement, At: s.clock.Now().UTC().Truncate(time.Second),
	})
	if errors.Is(err, draw.ErrGrammar) && auditor != "" {
		wrong.add("auditor", ErrAuditorName)
	}
	if werr := wrong.err(); werr != nil {
		return Record{}, werr
	}
	if err != nil {
		return Record{}, err
	}
	records := []Record{record}
	err = s.inTx(ctx, func(tx *db.DB) error {
		if _, err := lockBySlug(ctx, tx, slug); err != nil {
			return err
		}
		err := account.Record(ctx, tx, actor, account.Change{
			Action: "audit.recorded", Subject: c.subject(), At: record.Event.At,
			After: map[string]any{"auditor": auditor, "statement": statement.String(), "entries": len(sampled)},
		})
		if err != nil {
			return err
		}
		return s.publicise(ctx, tx, c.ID, records...)
	})
	return records[0], err
}

const maxAuditor = 200
