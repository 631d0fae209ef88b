package webhook

import "time"

// The shapes below are what receivers read, as "data". Members, entries and fans are
// numbers in them, never names or addresses.

// Points is a movement of a member's points.
type Points struct {
	Member      string       `json:"member" doc:"Member number."`
	Transaction string       `json:"transaction" doc:"Of the books; an operation of the API answers with the same."`
	Operation   string       `json:"operation" doc:"What moved them: earn, promo_redeem, spend, redeem, capture, adjust, transfer, reverse, expiry …"`
	Ref         string       `json:"ref,omitempty" doc:"The transaction that this one is about."`
	Rule        string       `json:"rule,omitempty" doc:"Rule, reward or promo code."`
	Points      int64        `json:"points" doc:"How many; signed where an adjustment or a reversal takes some away."`
	Pending     bool         `json:"pending,omitempty" doc:"They are not spendable yet."`
	AvailableAt *time.Time   `json:"available_at,omitempty" doc:"When pending points will be spendable."`
	ExpiresAt   *time.Time   `json:"expires_at,omitempty" doc:"When they end; absent: never, or not told of this event."`
	To          string       `json:"to,omitempty" doc:"Member number of who received a gift."`
	Balance     PointBalance `json:"balance" doc:"What the member has afterwards."`
}

// PointBalance is what a member has.
type PointBalance struct {
	Available int64 `json:"available"`
	Pending   int64 `json:"pending"`
	Held      int64 `json:"held"`
	Debt      int64 `json:"debt"`
}

// Tier is a member's change of tier.
type Tier struct {
	Member      string     `json:"member" doc:"Member number."`
	Transaction string     `json:"transaction"`
	Tier        string     `json:"tier" doc:"The tier now, by name."`
	Level       int        `json:"level" doc:"The tier now, from 0."`
	Former      string     `json:"former" doc:"The tier before."`
	Until       *time.Time `json:"until,omitempty" doc:"When it is reviewed; absent: never."`
}

// Voucher is a voucher issued or used. Its code is not told: who has it can use it.
type Voucher struct {
	Member      string     `json:"member" doc:"Member number."`
	Transaction string     `json:"transaction" doc:"The redemption that issued it."`
	Reward      string     `json:"reward"`
	Points      int64      `json:"points,omitempty" doc:"What it cost."`
	ExpiresAt   *time.Time `json:"expires_at,omitempty"`
}

// Member is a member.
type Member struct {
	Member string `json:"member" doc:"Member number."`
}

// Contest is a contest.
type Contest struct {
	Contest string    `json:"contest" doc:"Its slug."`
	Title   string    `json:"title"`
	Page    string    `json:"page" doc:"Its public page."`
	Closed  time.Time `json:"closed_at"`
}

// Entry is an entry that counts.
type Entry struct {
	Contest string `json:"contest" doc:"Slug of the contest."`
	Entry   string `json:"entry" doc:"Number of the entry."`
	Tickets int64  `json:"tickets"`
}

// Draw is a draw that was held. Who won is on its page, when it may be told.
type Draw struct {
	Contest string `json:"contest" doc:"Slug of the contest."`
	Title   string `json:"title"`
	Attempt int    `json:"attempt" doc:"1, or higher where an earlier one was given up."`
	Label   string `json:"label" doc:"What was proven about it."`
	Winners int    `json:"winners" doc:"How many prizes found somebody."`
	Entries uint64 `json:"entries" doc:"In the sealed list."`
	Tickets uint64 `json:"tickets"`
	Page    string `json:"page" doc:"Where the draw and its proof are."`
}

// Winner is somebody who has a prize.
type Winner struct {
	Contest string `json:"contest" doc:"Slug of the contest."`
	Attempt int    `json:"attempt"`
	Prize   string `json:"prize" doc:"Its name."`
	Place   int    `json:"place" doc:"In the order of the draw for this prize, from 1."`
	Entry   string `json:"entry" doc:"Number of the entry."`
}

// Photo is a photo of an entry.
type Photo struct {
	Contest string `json:"contest" doc:"Slug of the contest."`
	Photo   string `json:"photo" doc:"Its id, as in the API."`
	Entry   string `json:"entry" doc:"Number of the entry."`
	Reason  string `json:"reason,omitempty" doc:"Of a refusal: a code of the list of reasons."`
	Page    string `json:"page,omitempty" doc:"Where everybody sees it, once published."`
}

// Poll is a vote that has closed.
type Poll struct {
	Poll    string    `json:"poll" doc:"Its slug."`
	Title   string    `json:"title"`
	Closed  time.Time `json:"closed_at"`
	Ballots int64     `json:"ballots" doc:"That were counted."`
}

// Result is the result of a vote. Nobody's choice is in it.
type Result struct {
	Poll    string   `json:"poll" doc:"Slug of the vote."`
	Title   string   `json:"title"`
	Method  string   `json:"method" doc:"How ballots were counted."`
	Ballots int64    `json:"ballots"`
	Winners []string `json:"winners" doc:"Labels of the options that won."`
	Page    string   `json:"page" doc:"Where the result is explained."`
}

// Trial is what a test tells.
type Trial struct {
	Message string `json:"message"`
}
