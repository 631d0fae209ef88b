package main

import (
	"encoding/json"
	"io"

	"kermesse/loyalty"
)

type ledgerOutput struct {
	Valid  bool          `json:"valid"`
	Brands []booksOutput `json:"brands"`
}

type booksOutput struct {
	Brand        string          `json:"brand"`
	Valid        bool            `json:"valid"`
	Members      int64           `json:"members"`
	Transactions int64           `json:"transactions"`
	Postings     int64           `json:"postings"`
	Lots         int64           `json:"lots"`
	Totals       loyalty.Totals  `json:"totals"`
	Problems     []problemOutput `json:"problems"`
}

type problemOutput struct {
	Check textOutput `json:"check"`
	Table string     `json:"table"`
	Row   string     `json:"row"`
	Found string     `json:"found"`
	Want  string     `json:"want"`
}

func printLedgerJSON(w io.Writer, proofs []ledgerProof) error {
	out := ledgerOutput{Valid: true, Brands: []booksOutput{}}
	for _, p := range proofs {
		r := p.report
		books := booksOutput{
			Brand: p.brand.Slug, Valid: len(r.Problems) == 0, Members: r.Members, Transactions: r.Transactions,
			Postings: r.Postings, Lots: r.Lots, Totals: r.Totals, Problems: []problemOutput{},
		}
		for _, problem := range r.Problems {
			books.Problems = append(books.Problems, problemOutput{
				Check: textOutput{FR: problem.Check.FR, EN: problem.Check.EN}, Table: problem.Table, Row: problem.Row,
				Found: problem.Found, Want: problem.Want,
			})
		}
		out.Valid = out.Valid && books.Valid
		out.Brands = append(out.Brands, books)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
