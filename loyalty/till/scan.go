package till

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"kermesse/loyalty"
)

// What codes of ours begin with. They are of the set that a QR code packs best, as far as
// member numbers allow.
const (
	MarkCard    = "KERMESSE:M:" // a card: the number follows
	MarkSpend   = "KERMESSE:S:" // a card's other face: the number, a colon, the code
	MarkVoucher = "KERMESSE:V:"
	MarkPrize   = "KERMESSE:P:"
)

// Found is what a code that was scanned or typed stands for: exactly one of the three.
type Found struct {
	Card    *loyalty.CardHolder
	Code    string // the code to spend by, where the card showed it
	Voucher *Voucher
	Prize   *Prize
}

// Voucher is a voucher with what it is for.
type Voucher struct {
	loyalty.Redemption
	Gives loyalty.Reward
	Use   loyalty.VoucherTaken // zero: not used
}

// Scan reads a code. A member's number, a voucher and the code of a prize may be typed as they
// are, and a prize's QR code holds an address that ends with it; other codes carry their mark. Faults: ErrScan, loyalty.ErrTooManyGuesses.
func (s *Service) Scan(ctx context.Context, c Clerk, code string) (Found, error) {
	code = strings.TrimSpace(code)
	switch rest := ""; {
	case cutMark(code, MarkSpend, &rest):
		number, spend, _ := strings.Cut(rest, ":")
		found, err := s.card(ctx, c, number)
		found.Code = spend
		return found, err
	case cutMark(code, MarkCard, &rest):
		return s.card(ctx, c, rest)
	case cutMark(code, MarkVoucher, &rest):
		return s.voucher(ctx, c, rest)
	case cutMark(code, MarkPrize, &rest):
		return s.prize(ctx, c, rest)
	}
	found, err := s.card(ctx, c, numberOf(code))
	if errors.Is(err, ErrScan) {
		found, err = s.voucher(ctx, c, code)
	}
	if errors.Is(err, ErrScan) && s.prizes != nil {
		found, err = s.prize(ctx, c, lastPart(code))
	}
	return found, err
}

// lastPart is the code at the end of an address: winners show one that leads to this house.
func lastPart(code string) string {
	return code[strings.LastIndex(code, "/")+1:]
}

// cutMark takes a mark off, in capitals or not.
func cutMark(code, mark string, rest *string) bool {
	if len(code) < len(mark) || !strings.EqualFold(code[:len(mark)], mark) {
		return false
	}
	*rest = code[len(mark):]
	return true
}

// digits are a member number as the house makes them, typed in groups.
var digits = regexp.MustCompile(`^[0-9][0-9 .\x{a0}\x{202f}-]*$`)

func numberOf(typed string) string {
	if !digits.MatchString(typed) {
		return typed
	}
	return strings.NewReplacer(" ", "", ".", "", "-", "", "\u00a0", "", "\u202f", "").Replace(typed)
}

// voucherOf is a voucher without its mark.
func voucherOf(scanned string) string {
	rest := strings.TrimSpace(scanned)
	cutMark(rest, MarkVoucher, &rest)
	return rest
}

func (s *Service) card(ctx context.Context, c Clerk, number string) (Found, error) {
	holder, err := s.points.FindCard(ctx, c.Actor, c.Actor.Brand, number)
	if errors.Is(err, loyalty.ErrUnknownMember) {
		err = ErrScan
	}
	return Found{Card: &holder}, err
}

func (s *Service) voucher(ctx context.Context, c Clerk, typed string) (Found, error) {
	r, err := s.points.FindVoucher(ctx, c.Actor, c.Actor.Brand, typed)
	if errors.Is(err, loyalty.ErrVoucherUnknown) {
		err = ErrScan
	}
	if err != nil {
		return Found{}, err
	}
	v := Voucher{Redemption: r}
	if v.Gives, err = s.points.FindReward(ctx, c.Actor.Brand, r.Reward); err != nil {
		return Found{}, err
	}
	if r.Status == loyalty.VoucherUsed {
		if v.Use, err = s.points.FindVoucherUse(ctx, c.Actor, c.Actor.Brand, r.Txn); errors.Is(err, loyalty.ErrTxnNotFound) {
			v.Use, err = loyalty.VoucherTaken{At: r.UsedAt}, nil
		}
	}
	return Found{Voucher: &v}, err
}

func (s *Service) prize(ctx context.Context, c Clerk, code string) (Found, error) {
	if s.prizes == nil {
		return Found{}, ErrNoPrizes
	}
	p, err := s.prizes.FindPrize(ctx, c.Actor, c.Actor.Brand, code)
	return Found{Prize: &p}, err
}
