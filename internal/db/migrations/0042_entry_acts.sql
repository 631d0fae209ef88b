-- +goose Up
-- What entrants do beside entering, what they send, and who may enter.

ALTER TABLE entries ADD COLUMN ready_at BIGINT NOT NULL DEFAULT 0;        -- pending: the contact needs no more proof, actions are missing
ALTER TABLE entries ADD COLUMN action_tickets BIGINT NOT NULL DEFAULT 0;  -- of its tickets, those that actions earned
ALTER TABLE entries ADD COLUMN referrer_id TEXT NOT NULL DEFAULT '';      -- entry by whose link this one came

-- An action that was done, tried or sent for review. What may count more than once has a
-- row for each period or friend.
CREATE TABLE entry_acts (
    id              TEXT PRIMARY KEY,
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    entry_id        TEXT NOT NULL REFERENCES entries (id),
    action          TEXT NOT NULL,               -- id within the contest's actions
    period          TEXT NOT NULL,               -- 2026-06-01, 2026-W23; of a referral the friend's entry; empty: it counts once
    state           TEXT NOT NULL CHECK (state IN ('done', 'wrong', 'review', 'refused')),
    proof           TEXT NOT NULL DEFAULT '',    -- a text or a link that was sent; empty once forgotten
    reason          TEXT NOT NULL DEFAULT '',    -- why a proof was refused, as its sender reads it
    acted_at        BIGINT NOT NULL,
    reviewed_at     BIGINT NOT NULL DEFAULT 0,
    UNIQUE (entry_id, action, period)
);
CREATE INDEX entry_acts_review ON entry_acts (contest_id, state, id);

-- Pictures that entrants send. Only staff see them; they go with the entry's personal data.
CREATE TABLE entry_pictures (
    entry_id        TEXT NOT NULL REFERENCES entries (id),
    field           TEXT NOT NULL,               -- answer:QUESTION or action:ACTION
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    jpeg_sealed     BYTEA NOT NULL,              -- drawn anew, without metadata; encrypted
    sent_at         BIGINT NOT NULL,
    PRIMARY KEY (entry_id, field)
);
