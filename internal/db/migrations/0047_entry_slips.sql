-- +goose Up
-- Till receipts that entrants send for more tickets; staff look at each.

CREATE TABLE entry_slips (
    id              TEXT PRIMARY KEY,
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    entry_id        TEXT NOT NULL REFERENCES entries (id),
    shop            TEXT NOT NULL,               -- empty once forgotten, as is number
    number          TEXT NOT NULL,
    twin            BYTEA NOT NULL,              -- keyed hash of shop and number: the same receipt twice is seen
    amount_minor    BIGINT NOT NULL CHECK (amount_minor > 0),
    bought_on       TEXT NOT NULL,               -- 2026-11-22
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused')),
    reason          TEXT NOT NULL DEFAULT '',    -- of a refusal: one of a closed list
    tickets         BIGINT NOT NULL DEFAULT 0,   -- that it gave
    photo           BOOLEAN NOT NULL,            -- it came with one, in entry_pictures
    sent_at         BIGINT NOT NULL,
    decided_at      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX entry_slips_queue ON entry_slips (contest_id, state, id);
CREATE INDEX entry_slips_entry ON entry_slips (entry_id, id);
CREATE UNIQUE INDEX entry_slips_own ON entry_slips (entry_id, twin) WHERE state <> 'refused';
CREATE UNIQUE INDEX entry_slips_accepted ON entry_slips (contest_id, twin) WHERE state = 'accepted';
