-- +goose Up
-- Contests: what is promised, who entered, what was sealed, who won.

CREATE TABLE contests (
    id              TEXT PRIMARY KEY,            -- also the draw's id in vdraw1 records
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    slug            TEXT NOT NULL UNIQUE,        -- one address space for all brands
    version         BIGINT NOT NULL DEFAULT 1,   -- grows with each edit, so that two tabs cannot overwrite each other
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    locale          TEXT NOT NULL,               -- language the brand wrote in
    time_zone       TEXT NOT NULL,               -- IANA name
    opens_at        BIGINT NOT NULL,             -- whole seconds, stored in milliseconds like every time
    closes_at       BIGINT NOT NULL,
    mode            TEXT NOT NULL CHECK (mode IN ('one-win', 'many-wins')),
    source          TEXT NOT NULL CHECK (source IN ('drand', 'operator', 'test')),
    margin_s        BIGINT NOT NULL,             -- seconds from closing to the random number, at least
    claim_days      INTEGER NOT NULL,
    own_rules       TEXT NOT NULL,               -- the brand's own clauses, Markdown
    entry_json      TEXT NOT NULL,               -- ways to enter: contact, confirmation, eligibility, questions
    picture         TEXT NOT NULL DEFAULT '',    -- hash; empty: none
    picture_width   INTEGER NOT NULL DEFAULT 0,  -- of the widest file, pixels
    picture_height  INTEGER NOT NULL DEFAULT 0,
    picture_alt     TEXT NOT NULL DEFAULT '',
    search          TEXT NOT NULL,               -- title and slug without case and accents
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    published_at    BIGINT NOT NULL DEFAULT 0,
    rules_hash      TEXT NOT NULL DEFAULT '',    -- SHA-256 of the frozen rules, hex
    chain_hash      TEXT NOT NULL DEFAULT '',    -- drand and test: chain and round named in the rules
    round           BIGINT NOT NULL DEFAULT 0,
    draw_at         BIGINT NOT NULL DEFAULT 0,   -- time of the round; operator: end of the margin
    seed_sealed     BYTEA,                       -- operator: the server seed, encrypted until the draw
    sealed_at       BIGINT NOT NULL DEFAULT 0,   -- the list of entries is frozen
    drawn_at        BIGINT NOT NULL DEFAULT 0,
    cancelled_at    BIGINT NOT NULL DEFAULT 0,
    cancel_reason   TEXT NOT NULL DEFAULT '',
    CHECK (opens_at < closes_at),
    CHECK (published_at = 0 OR draw_at >= closes_at)
);
CREATE INDEX contests_brand ON contests (brand_id, id);
CREATE INDEX contests_due ON contests (closes_at, sealed_at, drawn_at);

CREATE TABLE prizes (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    position        INTEGER NOT NULL,            -- rank, from 0
    name            TEXT NOT NULL,
    winners         INTEGER NOT NULL CHECK (winners >= 1),
    alternates      INTEGER NOT NULL CHECK (alternates >= 0),
    value_minor     BIGINT NOT NULL DEFAULT 0,   -- of one unit
    currency        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (contest_id, position)
);

-- The rules as they were frozen at publication. Never updated, never deleted.
CREATE TABLE contest_rules (
    contest_id      TEXT PRIMARY KEY REFERENCES contests (id),
    rules_json      TEXT NOT NULL,               -- the very bytes that were hashed
    text_fr         TEXT NOT NULL,               -- the same for people, Markdown
    text_en         TEXT NOT NULL,
    frozen_at       BIGINT NOT NULL
);

CREATE TABLE entries (
    id              TEXT PRIMARY KEY,
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    holder          TEXT NOT NULL,               -- fan:ID, author:KEY, comment:KEY; erased:ENTRY once forgotten
    fan_id          TEXT NOT NULL DEFAULT '',    -- empty for an imported comment
    number          TEXT NOT NULL,               -- what people read out: 4F7K-92QM-X3
    source          TEXT NOT NULL CHECK (source IN ('form', 'api', 'staff', 'import')),
    status          TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'excluded', 'withdrawn')),
    name            TEXT NOT NULL,               -- as typed, to greet them
    alias           TEXT NOT NULL,               -- masked display name, as published if they win
    author          TEXT NOT NULL DEFAULT '',    -- imported: the author's name on the network
    locale          TEXT NOT NULL,
    tickets         BIGINT NOT NULL CHECK (tickets >= 1),
    revision        INTEGER NOT NULL DEFAULT 1,
    flags           TEXT NOT NULL DEFAULT '',    -- space-separated reasons to look twice
    answers_json    TEXT NOT NULL DEFAULT '',
    consents_json   TEXT NOT NULL DEFAULT '',    -- what was ticked, kept until the entry is confirmed
    commitment      BYTEA NOT NULL,              -- C of vdraw1
    identity_commit BYTEA NOT NULL,              -- published for winners, opens nothing
    secret_sealed   BYTEA,                       -- entry_secret, encrypted; gone after erasure
    form_key        BYTEA,                       -- SHA-256 of the form's one-time key: the same form sent twice
    excluded_reason TEXT NOT NULL DEFAULT '',
    search          TEXT NOT NULL,               -- name, author and number without case and accents
    created_at      BIGINT NOT NULL,
    accepted_at     BIGINT NOT NULL DEFAULT 0,   -- confirmed: from here it is in the draw
    UNIQUE (contest_id, holder),
    UNIQUE (contest_id, commitment),
    UNIQUE (contest_id, number)
);
CREATE INDEX entries_status ON entries (contest_id, status, id);
CREATE INDEX entries_fan ON entries (fan_id, contest_id);

-- Close records: one per attempt, whoever's job came first.
CREATE TABLE contest_closes (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    attempt         INTEGER NOT NULL,
    record          TEXT NOT NULL,               -- vdraw1/close
    commit_hash     TEXT NOT NULL,               -- SHA-256 of record, hex
    root            TEXT NOT NULL,
    entries         BIGINT NOT NULL,
    tickets         BIGINT NOT NULL,
    sealed_at       BIGINT NOT NULL,             -- when the job ran; the record's own time is the closing time
    PRIMARY KEY (contest_id, attempt)
);

CREATE TABLE contest_draws (
    contest_id      TEXT NOT NULL,
    attempt         INTEGER NOT NULL,
    result          TEXT NOT NULL,               -- vdraw1/result
    beacon_json     TEXT NOT NULL,               -- the round as it came, empty for an operator's number
    operator_seed   TEXT NOT NULL,               -- revealed, hex; empty for a beacon
    randomness      TEXT NOT NULL,
    seed            TEXT NOT NULL,
    drawn_at        BIGINT NOT NULL,
    PRIMARY KEY (contest_id, attempt),
    FOREIGN KEY (contest_id, attempt) REFERENCES contest_closes (contest_id, attempt)
);

-- Winners and alternates in the order of picking. The pick never changes; the last
-- three columns follow what has happened since.
CREATE TABLE draw_slots (
    contest_id      TEXT NOT NULL,
    attempt         INTEGER NOT NULL,
    prize           INTEGER NOT NULL,
    slot            INTEGER NOT NULL,
    pick            INTEGER NOT NULL,            -- order of picking, from 0
    kind            TEXT NOT NULL CHECK (kind IN ('winner', 'alternate')),
    list_index      BIGINT NOT NULL,             -- place in the sealed list; -1 for vacant
    commitment      BYTEA,
    entry_id        TEXT NOT NULL DEFAULT '',
    disqualified_at BIGINT NOT NULL DEFAULT 0,
    reason          TEXT NOT NULL DEFAULT '',
    told_at         BIGINT NOT NULL DEFAULT 0,   -- its holder was told of the prize; 0 again once it is lost
    PRIMARY KEY (contest_id, attempt, prize, slot),
    FOREIGN KEY (contest_id, attempt) REFERENCES contest_draws (contest_id, attempt)
);
CREATE INDEX draw_slots_entry ON draw_slots (entry_id);

-- Every disqualification and reinstatement, for ever.
CREATE TABLE draw_decisions (
    id              TEXT PRIMARY KEY,
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    attempt         INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('disqualify', 'reinstate')),
    prize           INTEGER NOT NULL,
    slot            INTEGER NOT NULL,
    commitment      BYTEA NOT NULL,
    reason          TEXT NOT NULL,
    record          TEXT NOT NULL,               -- vdraw1/disqualify or vdraw1/reinstate
    decided_at      BIGINT NOT NULL
);
CREATE INDEX draw_decisions_contest ON draw_decisions (contest_id, id);

-- Messages sent to winners, so that anybody who got one can ask whether it is real.
CREATE TABLE winner_messages (
    code            TEXT PRIMARY KEY,            -- printed in the message
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    attempt         INTEGER NOT NULL,
    prize           INTEGER NOT NULL,
    slot            INTEGER NOT NULL,
    sent_at         BIGINT NOT NULL,
    void_at         BIGINT NOT NULL DEFAULT 0    -- the prize went to somebody else since
);
CREATE INDEX winner_messages_slot ON winner_messages (contest_id, attempt, prize, slot);

CREATE TABLE contest_imports (
    id              TEXT PRIMARY KEY,
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    file_hash       TEXT NOT NULL,               -- SHA-256, hex
    options_json    TEXT NOT NULL,               -- columns and filter, as stated
    rows_read       BIGINT NOT NULL,
    accepted        BIGINT NOT NULL,
    refused         BIGINT NOT NULL,
    imported_at     BIGINT NOT NULL
);
CREATE INDEX contest_imports_contest ON contest_imports (contest_id, id);
