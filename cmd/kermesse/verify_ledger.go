package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"kermesse/contests/draw/proof"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

type verifyLedgerCmd struct {
	databaseSettings
	Brand string `help:"Brand to verify, by the name in its addresses. Default: all." placeholder:"SLUG"`
	JSON  bool   `help:"Print JSON."`
	langFlag
}

// Run proves the loyalty books, also beside a running server: exit 0 if they are right,
// 1 if not, 2 if that could not be told.
func (c *verifyLedgerCmd) Run(rc *runContext) error {
	proofs, err := c.verify(rc)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf(c.in(proof.Text{
			FR: "les comptes n’ont pas pu être vérifiés\u00a0: %w", EN: "the books could not be checked: %w",
		}), err)}
	}
	if c.JSON {
		err = printLedgerJSON(rc.Stdout, proofs)
	} else {
		err = c.print(rc.Stdout, proofs)
	}
	if err != nil {
		return err
	}
	return c.refusal(proofs)
}

// ledgerProof is what was found in one brand's books.
type ledgerProof struct {
	brand  account.Brand
	report loyalty.Report
}

func (c *verifyLedgerCmd) verify(rc *runContext) (proofs []ledgerProof, err error) {
	cfg := c.database()
	cfg.ReadOnly = true
	d, err := db.Open(rc.Ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	brands, err := c.brands(rc, d)
	if err != nil {
		return nil, err
	}
	progress := newProgress(rc.Stderr, c.in(proof.Text{FR: "Vérification des comptes", EN: "Checking the books"}))
	defer progress.clear()
	for i, brand := range brands {
		progress.show(int64(i), int64(len(brands)))
		report, err := loyalty.Verify(rc.Ctx, d, brand.ID)
		if err != nil {
			return nil, err
		}
		proofs = append(proofs, ledgerProof{brand, report})
	}
	return proofs, nil
}

func (c *verifyLedgerCmd) brands(rc *runContext, d *db.DB) ([]account.Brand, error) {
	if c.Brand == "" {
		return account.ListBrands(rc.Ctx, d)
	}
	brand, err := account.FindBrandBySlug(rc.Ctx, d, c.Brand)
	return []account.Brand{brand}, err
}

// refusal names the first wrong row, on one line.
func (c *verifyLedgerCmd) refusal(proofs []ledgerProof) error {
	lang := "en"
	if c.french() {
		lang = "fr"
	}
	for _, p := range proofs {
		if len(p.report.Problems) > 0 {
			return &exitError{exitFailed, fmt.Errorf("%s: %s", p.brand.Slug, p.report.Problems[0].In(lang))}
		}
	}
	return nil
}

// print tells of each brand how much was looked through, and what the books come to.
func (c *verifyLedgerCmd) print(w io.Writer, proofs []ledgerProof) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := proof.Text{
		FR: "Marque\tMembres\tOpérations\tÉcritures\tÉmis\tDépensés\tExpirés\tDus\tComptes\t\n",
		EN: "Brand\tMembers\tTransactions\tPostings\tIssued\tSpent\tExpired\tOwed\tBooks\t\n",
	}
	_, _ = fmt.Fprint(table, c.in(head)) // Flush tells what went wrong
	for _, p := range proofs {
		r := p.report
		state := c.in(proof.Text{FR: "justes", EN: "right"})
		if len(r.Problems) > 0 {
			state = c.in(proof.Text{FR: "FAUX", EN: "WRONG"})
		}
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t\n", p.brand.Slug, r.Members, r.Transactions, r.Postings,
			-r.Totals[ledger.Issuance], r.Totals[ledger.Burned], r.Totals[ledger.Expired], r.Totals.Outstanding(), state)
	}
	return table.Flush()
}
