-- +goose Up
-- What stops people from voting twice, and what becomes of ballots that look doubtful.

ALTER TABLE polls ADD COLUMN network_cap INTEGER NOT NULL DEFAULT 0; -- ballots of one network and day before the next are looked at; 0: no cap

-- A ballot is set aside with the signals that did it. Staff decide by them, and never see
-- what it says.
ALTER TABLE ballots ADD COLUMN network TEXT NOT NULL DEFAULT '';       -- keyed hash of the day; emptied after the poll
ALTER TABLE ballots ADD COLUMN signals TEXT NOT NULL DEFAULT '';       -- comma-separated; empty: nothing was noticed
ALTER TABLE ballots ADD COLUMN review TEXT NOT NULL DEFAULT '';        -- released, kept, or empty: not decided
ALTER TABLE ballots ADD COLUMN review_reason TEXT NOT NULL DEFAULT ''; -- as the voter reads it
ALTER TABLE ballots ADD COLUMN appeal TEXT NOT NULL DEFAULT '';        -- what the voter says to it
CREATE INDEX ballots_set_aside ON ballots (poll_id, network) WHERE signals <> '';

-- Keys under which networks are hashed. One is drawn a day and thrown away with it: from
-- then on nobody can find out which network a hash stands for.
CREATE TABLE network_days (
    day             TEXT PRIMARY KEY,             -- UTC, 2026-11-21
    key             BYTEA NOT NULL
);

-- Proofs of work, and addresses in their place, that have been used.
CREATE TABLE spent_work (
    digest          BYTEA PRIMARY KEY,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX spent_work_expiry ON spent_work (expires_at);

CREATE TABLE poll_code_batches (
    poll_id         TEXT NOT NULL,
    no              INTEGER NOT NULL,             -- from 1
    label           TEXT NOT NULL,
    size            INTEGER NOT NULL,
    created_at      BIGINT NOT NULL,
    voided_at       BIGINT NOT NULL DEFAULT 0,    -- from then on its unused codes are worth nothing
    PRIMARY KEY (poll_id, no)
);

-- Codes are told once, when they are made; here are keyed hashes of them.
CREATE TABLE poll_codes (
    poll_id         TEXT NOT NULL,
    hash            BYTEA NOT NULL,
    batch_no        INTEGER NOT NULL,
    used            BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (poll_id, hash)
);
CREATE INDEX poll_codes_batch ON poll_codes (poll_id, batch_no);

-- A vote that waits may take the place of one by its browser, and its mail may leave later.
ALTER TABLE pending_votes ADD COLUMN voter_key BYTEA;                  -- of the browser; NULL: the ballot is the address's
ALTER TABLE pending_votes ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE pending_votes ADD COLUMN locale TEXT NOT NULL DEFAULT '';
ALTER TABLE pending_votes ADD COLUMN mail_at BIGINT NOT NULL DEFAULT 0; -- 0: the mail has left
