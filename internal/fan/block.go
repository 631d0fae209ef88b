package fan

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// BlockKind is what a block is about.
type BlockKind string

// The kinds.
const (
	BlockContact BlockKind = "contact" // one mailbox, under all its aliases, or one telephone number
	BlockDomain  BlockKind = "domain"  // every address of a domain and of those under it
)

// BlockEffect is what a block does in the brand's campaigns.
type BlockEffect string

// The effects.
const (
	BlockFlags   BlockEffect = "flag"   // what comes is taken, and looked at
	BlockRefuses BlockEffect = "refuse" // what comes is refused, with the reason
)

// Block keeps somebody out of a brand's campaigns, or has them looked at, for a while. It
// holds a keyed hash and a masked label: the list leads to nobody who is not known anyway.
type Block struct {
	ID        string
	Brand     account.BrandID
	Kind      BlockKind
	Label     string // a•••@exemple.sn, +230•••456, or the domain
	Effect    BlockEffect
	Reason    string // told to whoever is refused
	Until     time.Time
	CreatedAt time.Time
	LiftedAt  time.Time // zero while nobody has lifted it
}

// Active reports whether the block does anything at a moment.
func (b Block) Active(now time.Time) bool { return b.LiftedAt.IsZero() && now.Before(b.Until) }

// Limits of blocks.
const (
	maxBlockReason = 200
	MaxBlockDays   = 730  // nobody is kept out for ever
	maxBlocks      = 5000 // of a brand, that are active
)

// What blocks say no with.
var (
	ErrBlocked = fault.New(fault.Forbidden, "contact_blocked",
		"Cette adresse ou ce numéro ne peut pas participer aux campagnes de la marque jusqu’au %[1]s. Motif\u00a0: %[3]s. Rien n’a été enregistré. Si c’est une erreur, écrivez à la marque\u00a0: elle peut lever ce blocage.",
		"This address or number cannot take part in the brand’s campaigns until %[2]s. Reason: %[3]s. Nothing was recorded. If this is a mistake, write to the brand: it can lift the block.")
	ErrBlockTarget = fault.New(fault.Invalid, "block_target",
		"Indiquez une adresse e-mail, un numéro de téléphone avec son indicatif, ou un domaine comme exemple.com.",
		"Give an e-mail address, a telephone number with its country code, or a domain such as example.com.")
	ErrBlockEffect = fault.New(fault.Invalid, "block_effect",
		"Choisissez ce que fait le blocage\u00a0: signaler ou refuser.",
		"Choose what the block does: flag or refuse.")
	ErrBlockDays = fault.New(fault.Invalid, "block_days",
		"Un blocage dure de 1 à %[1]d jours.",
		"A block lasts from 1 to %[1]d days.")
	ErrBlockNotFound = fault.New(fault.NotFound, "block_not_found",
		"Ce blocage n’existe pas, ou n’a plus d’effet.",
		"There is no such block, or it has no effect any more.")
	ErrTooManyBlocks = fault.New(fault.Conflict, "too_many_blocks",
		"La liste de blocage est pleine (%[1]d). Levez d’abord des blocages.",
		"The block list is full (%[1]d). Lift some blocks first.")
)

// BlockForm is what staff type.
type BlockForm struct {
	Target string // an address, a telephone number with its code, or a domain
	Effect BlockEffect
	Reason string
	Days   int
}

// Block adds to the block list of the actor's brand; what is blocked already gets the new
// effect, reason and end. It needs account.Moderate. Faults: ErrBlockTarget on target,
// ErrBlockEffect on effect, ErrBlockDays on days, those of a text on reason,
// ErrTooManyBlocks.
func (s *Service) Block(ctx context.Context, actor account.Actor, form BlockForm) (Block, error) {
	if err := actor.Require(account.Moderate, actor.Brand); err != nil {
		return Block{}, err
	}
	b, hash, err := s.readBlock(actor.Brand, form, s.clock.Now())
	if err != nil {
		return Block{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error { return s.addBlock(ctx, tx, actor, b, hash) })
	return b, err
}

// BlockIn is Block in the caller's transaction, of somebody whose act is decided about in it.
func (s *Service) BlockIn(ctx context.Context, tx *db.DB, actor account.Actor, form BlockForm) (Block, error) {
	if err := actor.Require(account.Moderate, actor.Brand); err != nil {
		return Block{}, err
	}
	b, hash, err := s.readBlock(actor.Brand, form, s.clock.Now())
	if err != nil {
		return Block{}, err
	}
	return b, s.addBlock(ctx, tx, actor, b, hash)
}

func (s *Service) addBlock(ctx context.Context, tx *db.DB, actor account.Actor, b Block, hash []byte) error {
	if err := liftSame(ctx, tx, b, hash); err != nil {
		return err
	}
	n, err := countBlocks(ctx, tx, b.Brand, b.CreatedAt)
	if err != nil {
		return err
	}
	if n >= maxBlocks {
		return ErrTooManyBlocks.With(maxBlocks)
	}
	if err := insertBlock(ctx, tx, b, hash); err != nil {
		return err
	}
	return account.Record(ctx, tx, actor, account.Change{
		Action: "block.added", Subject: "block:" + b.ID, At: b.CreatedAt,
		After: map[string]any{"label": b.Label, "effect": b.Effect, "reason": b.Reason, "until": b.Until},
	})
}

func (s *Service) readBlock(brand account.BrandID, form BlockForm, now time.Time) (Block, []byte, error) {
	var wrong []fault.Field
	b := Block{ID: db.NewID(), Brand: brand, Effect: form.Effect, Until: now.AddDate(0, 0, form.Days), CreatedAt: now}
	kind, label, hash := s.readTarget(brand, strings.TrimSpace(form.Target))
	if hash == nil {
		wrong = append(wrong, ErrBlockTarget.At("target"))
	}
	b.Kind, b.Label = kind, label
	if form.Effect != BlockFlags && form.Effect != BlockRefuses {
		wrong = append(wrong, ErrBlockEffect.At("effect"))
	}
	if form.Days < 1 || form.Days > MaxBlockDays {
		wrong = append(wrong, ErrBlockDays.With(MaxBlockDays).At("days"))
	}
	var f *fault.Error
	if b.Reason, f = text.Line(form.Reason, maxBlockReason); f == nil {
		f = text.Require(b.Reason)
	}
	if f != nil {
		wrong = append(wrong, f.At("reason"))
	}
	if len(wrong) > 0 {
		return Block{}, nil, fault.Invalids(wrong...)
	}
	return b, hash, nil
}

// readTarget tells what a block is about, how it is shown, and the hash by which it is
// found; no hash where the text is neither.
func (s *Service) readTarget(brand account.BrandID, target string) (BlockKind, string, []byte) {
	if strings.HasPrefix(target, "+") {
		if c, err := ParseContact("", target, ""); err == nil {
			return BlockContact, c.Masked(), s.blockHash(brand, c.folded())
		}
		return "", "", nil
	}
	if local, domain, ok := strings.Cut(target, "@"); ok && local != "" {
		if c, err := ParseContact(target, "", ""); err == nil {
			return BlockContact, c.Masked(), s.blockHash(brand, c.folded())
		}
		return "", domain, nil
	}
	a, err := mail.ParseAddress("x@" + strings.TrimPrefix(target, "@"))
	if err != nil {
		return "", "", nil
	}
	return BlockDomain, a.Domain, s.blockHash(brand, "@"+a.Domain)
}

func (s *Service) blockHash(brand account.BrandID, name string) []byte {
	return secret.MAC(s.keys.block, string(brand), name)
}

// Lift ends a block. It needs account.Moderate. Faults: ErrBlockNotFound.
func (s *Service) Lift(ctx context.Context, actor account.Actor, id string) error {
	if err := actor.Require(account.Moderate, actor.Brand); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		lifted, err := updateLifted(ctx, tx, actor.Brand, id, now)
		if err != nil {
			return err
		}
		if !lifted {
			return ErrBlockNotFound
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "block.lifted", Subject: "block:" + id, At: now})
	})
}

// ListBlocks returns the active blocks of the actor's brand, the newest first, from after
// the one of that id; an empty id: from the first. It needs account.Moderate.
func (s *Service) ListBlocks(ctx context.Context, actor account.Actor, after string, limit int) ([]Block, error) {
	if err := actor.Require(account.Moderate, actor.Brand); err != nil {
		return nil, err
	}
	return selectBlocks(ctx, s.db, actor.Brand, s.clock.Now(), after, limit)
}

// Blocked returns the strictest active block of a brand on a contact; false for none. d may
// be a transaction.
func (s *Service) Blocked(ctx context.Context, d *db.DB, brand account.BrandID, c Contact) (Block, bool, error) {
	return selectBlock(ctx, d, brand, s.blockedBy(brand, c), s.clock.Now())
}

// blockedBy are the hashes of all blocks that would be about a contact: itself, its domain
// and the domains above.
func (s *Service) blockedBy(brand account.BrandID, c Contact) [][]byte {
	hashes := [][]byte{s.blockHash(brand, c.folded())}
	if c.Kind != ContactEmail {
		return hashes
	}
	a, err := mail.ParseAddress(c.Value)
	if err != nil {
		return hashes
	}
	for domain := a.Domain; strings.Contains(domain, "."); _, domain, _ = strings.Cut(domain, ".") {
		hashes = append(hashes, s.blockHash(brand, "@"+domain))
	}
	return hashes
}
