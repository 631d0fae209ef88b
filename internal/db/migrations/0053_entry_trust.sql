-- +goose Up
-- Reasons to look twice at entries, what was decided about them, and whom a brand keeps out.

-- What entries have in common. A trace is a keyed hash that means something within one
-- contest only; that of a network under a key of the day, which is thrown away. Traces are
-- purged after closing.
CREATE TABLE entry_traces (
    entry_id        TEXT NOT NULL,
    kind            TEXT NOT NULL,                -- device, network, mailbox, phones, senders, postal
    contest_id      TEXT NOT NULL,
    trace           TEXT NOT NULL,
    seen_at         BIGINT NOT NULL,
    PRIMARY KEY (entry_id, kind)
);
CREATE INDEX entry_traces_trace ON entry_traces (contest_id, trace, seen_at);

-- What staff decided about an entry, with the flags it had: the last one can be taken back
-- until the list is sealed.
CREATE TABLE entry_reviews (
    id              TEXT PRIMARY KEY,             -- UUIDv7: in the order in which they were made
    contest_id      TEXT NOT NULL,
    entry_id        TEXT NOT NULL REFERENCES entries (id),
    act             TEXT NOT NULL CHECK (act IN ('accepted', 'excluded', 'included', 'dismissed', 'undone')),
    reason          TEXT NOT NULL DEFAULT '',     -- code of an exclusion
    flags           TEXT NOT NULL DEFAULT '',     -- as they were before
    appeal          BOOLEAN NOT NULL DEFAULT FALSE, -- it answered an appeal
    decided_at      BIGINT NOT NULL
);
CREATE INDEX entry_reviews_entry ON entry_reviews (entry_id, id);

CREATE TABLE entry_appeals (
    entry_id        TEXT PRIMARY KEY REFERENCES entries (id),
    contest_id      TEXT NOT NULL,
    said            TEXT NOT NULL,                -- may be empty; emptied once the entrant is forgotten
    made_at         BIGINT NOT NULL,
    decided_at      BIGINT NOT NULL DEFAULT 0,
    upheld          BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX entry_appeals_open ON entry_appeals (contest_id, entry_id) WHERE decided_at = 0;

CREATE INDEX entries_flagged ON entries (contest_id, id) WHERE flags <> '' AND flags <> 'unproved-contact';

-- Whom a brand keeps out of its campaigns, or has looked at, for a while: keyed hashes.
CREATE TABLE contact_blocks (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    hash            BYTEA NOT NULL,               -- of a mailbox, a number or a domain
    kind            TEXT NOT NULL CHECK (kind IN ('contact', 'domain')),
    label           TEXT NOT NULL,                -- masked; a domain in full
    effect          TEXT NOT NULL CHECK (effect IN ('flag', 'refuse')),
    reason          TEXT NOT NULL,                -- told to whoever is refused
    until           BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    lifted_at       BIGINT NOT NULL DEFAULT 0     -- 0: not lifted
);
CREATE INDEX contact_blocks_hash ON contact_blocks (brand_id, hash);
CREATE INDEX contact_blocks_list ON contact_blocks (brand_id, id);
