-- +goose Up
-- Draws from a list, without a running contest.

ALTER TABLE contests ADD COLUMN list_json TEXT NOT NULL DEFAULT ''; -- of a draw from a list: how the list became the entries; empty: people enter

-- +goose StatementBegin
CREATE TRIGGER contests_list_frozen BEFORE UPDATE ON contests
WHEN OLD.published_at > 0 AND NEW.list_json <> OLD.list_json
BEGIN
    SELECT RAISE(ABORT, 'a published contest does not change');
END;
-- +goose StatementEnd

-- Lists of names or comments as they were brought, until they are drawn from or thrown
-- away. They are personal data: the file goes once it is frozen, or after a week.
CREATE TABLE name_lists (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    version         BIGINT NOT NULL DEFAULT 1,
    name            TEXT NOT NULL,               -- of the file; empty: pasted
    bytes           BIGINT NOT NULL DEFAULT 0,
    file_hash       TEXT NOT NULL DEFAULT '',    -- SHA-256 of the file, hex
    salt            BYTEA NOT NULL,              -- blinds the commitment to the file in the frozen rules
    filter_json     TEXT NOT NULL,               -- as stated
    excluded        BIGINT NOT NULL DEFAULT 0,   -- people on the list of those left out
    report_json     TEXT NOT NULL DEFAULT '',    -- what the filter makes of the file; empty: it cannot be counted yet
    contest_id      TEXT NOT NULL DEFAULT '',    -- whose entries it becomes; empty: not asked for yet
    closes_at       BIGINT NOT NULL DEFAULT 0,   -- of that contest; 0: once it is filled
    filled_row      BIGINT NOT NULL DEFAULT 0,   -- line of the file up to which the entries are written
    created_at      BIGINT NOT NULL,
    kept_at         BIGINT NOT NULL DEFAULT 0,   -- the file has arrived whole
    frozen_at       BIGINT NOT NULL DEFAULT 0    -- its contest is published
);
CREATE INDEX name_lists_brand ON name_lists (brand_id, id);
CREATE INDEX name_lists_due ON name_lists (frozen_at, contest_id, created_at);

CREATE TABLE name_list_parts (
    list_id         TEXT NOT NULL REFERENCES name_lists (id),
    what            TEXT NOT NULL CHECK (what IN ('file', 'excluded')),
    no              INTEGER NOT NULL,            -- from 0
    content         BYTEA NOT NULL,              -- at most 1 MiB
    PRIMARY KEY (list_id, what, no)
);
