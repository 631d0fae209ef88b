package frontend

import "time"

// AdminBooksPage is "books" under a brand: its accounts, what it owes, and its proofs. The form proves the books now
// and posts to "books/prove"; it has no fields.
type AdminBooksPage struct {
	AdminFrame
	Accounts []BookAccount
	Sum      int64 // of all accounts: 0
	Owed     []OwedMonth
	OwedSum  int64
	Proofs   []ProofLine // the last one first
	Proving  time.Time   // since when a proof runs; zero: none does
	Form     Form
}

// Template names the page's template.
func (AdminBooksPage) Template() string { return "admin/books" }

// Section names the entry of the bar that leads here.
func (AdminBooksPage) Section() string { return "members" }

// BookAccount is one account of the books.
type BookAccount struct {
	Account string // the words are in the texts under "book.<value>" and "book_more.<value>"
	Points  int64  // credits less debits
}

// OwedMonth is how many points end in a month.
type OwedMonth struct {
	Month  time.Time // zero: never
	Points int64
}

// ProofLine is one time that the books were looked through.
type ProofLine struct {
	At                              time.Time
	Members, Transactions, Postings int64
	Wrong                           int    // rows that broke a rule
	First                           string // the first wrong row, in words
}
