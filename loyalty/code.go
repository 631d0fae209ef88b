package loyalty

import (
	"strings"
	"time"

	"kermesse/loyalty/ledger"
)

// CodeID names a promo code in the books and in lists, without telling it.
type CodeID string

// Code is what a promo code gives to whoever types it: one code with a name that people
// remember, or a batch of codes that were made by a pattern.
type Code struct {
	ID          CodeID
	Code        string // the name, as NormaliseCode writes it; empty for a batch, whose codes are not kept
	Label       string // for people; never the code
	Kind        CodeKind
	Value       int64     // basis points, minor units or points
	MaxDiscount int64     // minor units; 0: no limit
	Total       *int64    // uses of one code by all members; nil: no limit
	Used        int64     // of all codes, reserved ones included
	PerMember   int64     // 0: no limit
	MinAmount   int64     // minor units
	ExpiryDays  int       // of points given; ledger.Never
	From, To    time.Time // valid from From until before To; zero: from ever, without end
	Batch
}

// Batch is what a Code has that stands for many codes.
type Batch struct {
	Pattern    string    // empty: no batch
	Size       int64     // how many codes
	ReadyAt    time.Time // zero: they are being written
	ExportedAt time.Time // when they were handed out, once; zero: not yet
	VoidedAt   time.Time // from then on they are worth nothing; zero: they are good
	CreatedAt  time.Time

	series string
	first  int64 // number of the first code in the series
}

// IsBatch reports whether the codes were made by a pattern.
func (c Code) IsBatch() bool { return c.Pattern != "" }

// Name is how people tell the code from others: its label, its name or its pattern.
func (c Code) Name() string {
	for _, name := range []string{c.Label, c.Code, c.Pattern} {
		if name != "" {
			return name
		}
	}
	return string(c.ID)
}

// CodeKind is what a promo code gives.
type CodeKind string

// The kinds of codes.
const (
	CodePercent CodeKind = "percent" // of the amount, in basis points
	CodeFixed   CodeKind = "fixed"   // minor units off the amount
	CodePoints  CodeKind = "points"
)

// NormaliseCode is a name of a code as it counts: people type it with blanks, hyphens and
// small letters.
func NormaliseCode(typed string) string {
	return strings.NewReplacer(" ", "", "\t", "", "-", "").Replace(strings.ToUpper(typed))
}

// discount is what the code takes off an amount, at most the amount where it is fixed.
func (c Code) discount(amount int64) int64 {
	switch c.Kind {
	case CodePercent:
		off := amount * c.Value / ledger.One
		if c.MaxDiscount > 0 {
			return min(off, c.MaxDiscount)
		}
		return off
	case CodeFixed:
		return min(c.Value, amount)
	}
	return 0
}

// points are what the code gives.
func (c Code) points() int64 {
	if c.Kind == CodePoints {
		return c.Value
	}
	return 0
}

// heldCode is one code, as somebody holds it in their hand.
type heldCode struct {
	Code
	hash []byte
	used int64 // of this one, what is only reserved and not lapsed included
}

// refuse says why a member may not use the code at t, for an order of that amount.
func (c heldCode) refuse(amount, uses int64, t time.Time) error {
	switch {
	case !c.VoidedAt.IsZero():
		return ErrCodeVoid
	case t.Before(c.From):
		return ErrNotStarted
	case !c.To.IsZero() && !t.Before(c.To):
		return ErrExpiredCode
	case amount < c.MinAmount:
		return ErrMinAmount
	case c.PerMember > 0 && uses >= c.PerMember:
		return ErrMemberLimit
	case c.Total != nil && c.used >= *c.Total:
		return ErrCodeExhausted
	}
	return nil
}
