-- +goose Up
-- Pictures of prizes and options, polls, and the ballots cast in them.

-- One row per width. The hash is of what is kept, so a row never changes.
CREATE TABLE pictures (
    hash            TEXT NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    jpeg            BYTEA NOT NULL,
    PRIMARY KEY (hash, width)
);

CREATE TABLE polls (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    slug            TEXT NOT NULL UNIQUE,         -- /p/{slug}
    state           TEXT NOT NULL CHECK (state IN ('draft', 'published', 'closed', 'cancelled')),
    revision        BIGINT NOT NULL,              -- raised by every change, so that two tabs notice each other
    title_fr        TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    intro_fr        TEXT NOT NULL,
    intro_en        TEXT NOT NULL,
    method          TEXT NOT NULL,
    seats           INTEGER NOT NULL,
    max_choices     INTEGER NOT NULL,             -- 0: as many as there are options
    max_score       INTEGER NOT NULL,             -- 0: the method's own
    points          INTEGER NOT NULL,             -- to share out, by dots; else 0
    opens_at        BIGINT NOT NULL,              -- 0: not said yet, drafts only
    closes_at       BIGINT NOT NULL,
    time_zone       TEXT NOT NULL,
    access          TEXT NOT NULL,                -- named level, polls.Access
    visibility      TEXT NOT NULL CHECK (visibility IN ('always', 'after_vote', 'after_close', 'staff')),
    changes         BOOLEAN NOT NULL,             -- a ballot may be changed or withdrawn until closing
    shuffle         BOOLEAN NOT NULL,             -- options in another order for each voter
    quorum          BIGINT NOT NULL,
    min_share_milli INTEGER NOT NULL,
    none_option     TEXT NOT NULL,                -- the option "none of these", or empty
    tie             TEXT NOT NULL CHECK (tie IN ('lot', 'declare')),
    lot_source      TEXT NOT NULL DEFAULT '',     -- where the seed comes from: committed
    lot_commitment  TEXT NOT NULL DEFAULT '',     -- SHA-256 of the seed, published with the poll
    lot_seed        TEXT NOT NULL DEFAULT '',     -- told once the poll is open
    published_at    BIGINT NOT NULL DEFAULT 0,
    closed_at       BIGINT NOT NULL DEFAULT 0,    -- when the final count was made
    cancelled_at    BIGINT NOT NULL DEFAULT 0,
    cancel_reason   TEXT NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX polls_brand ON polls (brand_id, id);
CREATE INDEX polls_due ON polls (state, closes_at);

CREATE TABLE poll_options (
    poll_id         TEXT NOT NULL REFERENCES polls (id),
    id              TEXT NOT NULL,
    place           INTEGER NOT NULL,             -- the brand's order, from 0
    label_fr        TEXT NOT NULL,
    label_en        TEXT NOT NULL,
    note_fr         TEXT NOT NULL,                -- one line of taste
    note_en         TEXT NOT NULL,
    picture         TEXT NOT NULL,                -- pictures.hash, or empty
    picture_width   INTEGER NOT NULL,
    picture_height  INTEGER NOT NULL,
    alt_fr          TEXT NOT NULL,
    alt_en          TEXT NOT NULL,
    PRIMARY KEY (poll_id, id)
);

-- One ballot per voter. The key is a keyed hash of the poll and of what identifies the
-- voter there (a browser, a fan), so the row tells nobody who voted. There is no
-- reference to another table and no sequence, and the key spreads the rows of one poll.
CREATE TABLE ballots (
    poll_id         TEXT NOT NULL,
    voter_key       BYTEA NOT NULL,
    id              TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('counted', 'withdrawn', 'quarantined')),
    content         TEXT NOT NULL,                -- canonical JSON: equal ballots are equal texts
    shown           TEXT NOT NULL,                -- the order in which the options were offered
    revision        BIGINT NOT NULL,
    cast_at         BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    PRIMARY KEY (poll_id, voter_key)
);

-- Votes by e-mail that wait for the click or the code. They are no ballots yet.
CREATE TABLE pending_votes (
    id              TEXT PRIMARY KEY,
    poll_id         TEXT NOT NULL,
    fan_id          TEXT NOT NULL,
    content         TEXT NOT NULL,
    shown           TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE INDEX pending_votes_poll ON pending_votes (poll_id);
CREATE INDEX pending_votes_fan ON pending_votes (fan_id);

-- What readers of results get. The version grows with every change and never falls.
CREATE TABLE poll_snapshots (
    poll_id         TEXT PRIMARY KEY,
    version         BIGINT NOT NULL,
    final           BOOLEAN NOT NULL,
    result          TEXT NOT NULL,
    computed_at     BIGINT NOT NULL
);
