-- +goose Up
-- Codes that people find in packs and type to enter a contest, or for more tickets.

CREATE TABLE contest_code_batches (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    no              INTEGER NOT NULL,            -- from 1
    label           TEXT NOT NULL,
    pattern         TEXT NOT NULL,               -- empty: imported, made by somebody else
    series          TEXT NOT NULL,               -- pattern without hyphens: batches that share it share a series
    first_no        BIGINT NOT NULL,             -- of the batch in its series
    size            BIGINT NOT NULL CHECK (size >= 0),
    created_at      BIGINT NOT NULL,
    ready_at        BIGINT NOT NULL DEFAULT 0,   -- 0: its codes are being written
    exported_at     BIGINT NOT NULL DEFAULT 0,   -- the codes of a batch are handed out once
    revoked_at      BIGINT NOT NULL DEFAULT 0,   -- from then on its unused codes are worth nothing
    PRIMARY KEY (contest_id, no)
);
CREATE INDEX contest_code_batches_unready ON contest_code_batches (created_at) WHERE ready_at = 0;

-- The codes, as keyed hashes: whoever reads this table cannot use what is in it.
CREATE TABLE contest_codes (
    contest_id      TEXT NOT NULL,
    hash            BYTEA NOT NULL,
    batch           INTEGER NOT NULL,
    entry_id        TEXT NOT NULL DEFAULT '',    -- that it was used for
    used_at         BIGINT NOT NULL DEFAULT 0,   -- 0: not yet; a code is good once
    PRIMARY KEY (contest_id, hash)
);
CREATE INDEX contest_codes_used ON contest_codes (contest_id, batch) WHERE used_at > 0;
CREATE INDEX contest_codes_entry ON contest_codes (entry_id) WHERE used_at > 0;

-- The code that came with an entry whose address is not confirmed yet. It is not taken
-- until then: whoever confirms first has it.
CREATE TABLE entry_waiting_codes (
    entry_id        TEXT PRIMARY KEY REFERENCES entries (id),
    hash            BYTEA NOT NULL
);
