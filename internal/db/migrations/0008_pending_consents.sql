-- +goose Up
-- What was ticked beside a vote by e-mail counts once the address is proved, like the vote.

ALTER TABLE pending_votes ADD COLUMN consents TEXT NOT NULL DEFAULT ''; -- JSON; empty: nothing
