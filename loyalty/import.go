package loyalty

import (
	"context"
	"errors"
	"io"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// Bounds of a file of purchases.
const (
	MaxImportBytes  = 8 << 20
	MaxImportOrders = 5_000
	maxListed       = 500 // lines told one by one
	importedAtOnce  = 250
)

// ImportReport is what a file of purchases came to, or would.
type ImportReport struct {
	DryRun   bool // nothing was written
	Orders   int  // that could be read
	Recorded int  // new ones
	Repeated int  // recorded before, with the same contents
	Points   int64
	Failed   int // orders and lines that were left out
	Listed   []LineFault
}

// LineFault is a line that was left out, and why.
type LineFault struct {
	Line  int // in the file, from 1
	Order string
	Fault *fault.Error
}

func (r *ImportReport) refuse(line int, order string, why *fault.Error) {
	r.Failed++
	if len(r.Listed) < maxListed {
		r.Listed = append(r.Listed, LineFault{Line: line, Order: order, Fault: why})
	}
}

// errDryRun undoes what a dry run has done.
var errDryRun = errors.New("loyalty: a dry run ends here")

// ImportPurchases records the orders of a table: order, member or email, amount, and if there
// are date, store, sku, category, quantity. Rows of one order are its lines, and their amounts
// add up. Every order stands for itself: what is wrong with one is told by its line and holds
// no other back. The same file twice counts once. A dry run does all of it and undoes it, so
// its report is what the import will say. Faults: those of the table as a whole.
func (s *Service) ImportPurchases(
	ctx context.Context, actor account.Actor, brand account.BrandID, file io.Reader, dryRun bool,
) (ImportReport, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return ImportReport{}, err
	}
	found, err := account.FindBrand(ctx, s.db, brand)
	if err != nil {
		return ImportReport{}, err
	}
	report := ImportReport{DryRun: dryRun}
	orders, err := readOrders(file, found, &report)
	if err != nil {
		return ImportReport{}, err
	}
	report.Orders = len(orders)
	atOnce := importedAtOnce
	if dryRun {
		atOnce = max(len(orders), 1) // caps over several orders count only where they are seen together
	}
	for part := range slices.Chunk(orders, atOnce) {
		if err := s.importOrders(ctx, actor, brand, part, &report); err != nil {
			return ImportReport{}, err
		}
	}
	slices.SortStableFunc(report.Listed, func(a, b LineFault) int { return a.Line - b.Line })
	return report, nil
}

func (s *Service) importOrders(ctx context.Context, actor account.Actor, brand account.BrandID, orders []importedOrder, report *ImportReport) error {
	before := *report
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		*report = before // of an attempt that was begun again
		report.Listed = slices.Clone(before.Listed)
		err := s.write(ctx, tx, brand, func(b books) error {
			if err := s.nameMembers(ctx, b, orders); err != nil {
				return err
			}
			for _, o := range orders {
				if err := s.importOrder(ctx, b, actor, o, report); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil && report.DryRun {
			err = errDryRun
		}
		return err
	})
	if errors.Is(err, errDryRun) {
		return nil
	}
	return err
}

// nameMembers finds the members that orders name by their address, and locks all of them.
func (s *Service) nameMembers(ctx context.Context, b books, orders []importedOrder) error {
	var refs []string
	for i, o := range orders {
		if o.Member == "" && s.fans != nil {
			ref, err := s.refOfAddress(ctx, b, o.email)
			if err != nil {
				return err
			}
			orders[i].Member = ref
		}
		refs = append(refs, orders[i].Member)
	}
	slices.Sort(refs)
	return b.lockAll(ctx, slices.Compact(refs))
}

// refOfAddress is the number of the member who has an address; empty for none.
func (s *Service) refOfAddress(ctx context.Context, b books, email string) (string, error) {
	contact, err := fan.ParseContact(email, "", "")
	var f fan.Fan
	if err == nil {
		f, err = s.fans.FindByContact(ctx, b.tx, b.brand, contact)
	}
	if k := fault.KindOf(err); err != nil && (k == fault.NotFound || k == fault.Invalid) {
		return "", nil // no address, or nobody's: the line is told of an unknown member
	}
	if err != nil {
		return "", err
	}
	ref, _, err := b.refOfFan(ctx, f.ID)
	return ref, err
}

func (s *Service) importOrder(ctx context.Context, b books, actor account.Actor, o importedOrder, report *ImportReport) error {
	err := o.check(s.clock.Now())
	var earned Earned
	if err == nil {
		earned, err = s.takePurchase(ctx, b, actor, o.Purchase)
	}
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Kind != fault.Internal:
		if len(f.Fields) > 0 {
			f = f.Fields[0].Fault
		}
		report.refuse(o.line, o.Order, f)
		return nil
	case err != nil:
		return err
	case earned.Replayed:
		report.Repeated++
	default:
		report.Recorded++
		report.Points += earned.Points
	}
	return nil
}
