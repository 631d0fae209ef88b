-- +goose Up

-- Photo contests. A picture that is being sent, in parts, by whoever holds its token.
CREATE TABLE photo_uploads (
    id            TEXT PRIMARY KEY,                 -- hash of the token
    contest_id    TEXT NOT NULL REFERENCES contests (id),
    bytes         BIGINT NOT NULL,                  -- of the file, as announced
    received      BIGINT NOT NULL DEFAULT 0,        -- of these, without a gap
    state         TEXT NOT NULL CHECK (state IN ('open', 'ready', 'used')),
    hash          TEXT NOT NULL DEFAULT '',         -- ready: of the picture as it is kept
    original      TEXT NOT NULL DEFAULT '',         -- ready: SHA-256 of the file that was sent
    width         INTEGER NOT NULL DEFAULT 0,
    height        INTEGER NOT NULL DEFAULT 0,
    touched_at    BIGINT NOT NULL                   -- when something of it came last
);
CREATE INDEX photo_uploads_contest ON photo_uploads (contest_id, state);
CREATE INDEX photo_uploads_touched ON photo_uploads (touched_at);

CREATE TABLE photo_upload_parts (
    upload_id     TEXT NOT NULL REFERENCES photo_uploads (id),
    starts        BIGINT NOT NULL,                  -- its first byte
    sealed        BYTEA NOT NULL,                   -- encrypted: nobody has looked at it yet
    PRIMARY KEY (upload_id, starts)
);

-- A photo in a contest: one of an entry that is not withdrawn.
CREATE TABLE photos (
    id            TEXT PRIMARY KEY,                 -- in its address
    contest_id    TEXT NOT NULL REFERENCES contests (id),
    entry_id      TEXT NOT NULL,
    fan_id        TEXT NOT NULL DEFAULT '',         -- who sent it; empty once forgotten
    author        TEXT NOT NULL DEFAULT '',         -- the name that is shown beside it
    alt           TEXT NOT NULL,                    -- what it shows, in the fan's words
    state         TEXT NOT NULL CHECK (state IN ('held', 'waiting', 'published', 'refused', 'withdrawn')),
    reason        TEXT NOT NULL DEFAULT '',         -- of a refusal
    minor         BOOLEAN NOT NULL DEFAULT FALSE,   -- its author is under age
    parent_sealed BYTEA,                            -- name and address of the parent, encrypted
    parent_text   TEXT NOT NULL DEFAULT '',         -- what the parent agreed to, word for word
    parent_at     BIGINT NOT NULL DEFAULT 0,        -- when they answered
    parent_told   BIGINT NOT NULL DEFAULT 0,        -- when they were written to
    hash          TEXT NOT NULL,
    original      TEXT NOT NULL,
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    sent_at       BIGINT NOT NULL,
    decided_at    BIGINT NOT NULL DEFAULT 0,
    decided_by    TEXT NOT NULL DEFAULT '',
    locale        TEXT NOT NULL DEFAULT 'fr'
);
CREATE UNIQUE INDEX photos_entry ON photos (entry_id) WHERE state NOT IN ('refused', 'withdrawn');
CREATE INDEX photos_contest ON photos (contest_id, state, sent_at);
CREATE INDEX photos_fan ON photos (fan_id);
CREATE INDEX photos_original ON photos (contest_id, original);

-- The files of a photo or of an upload, encrypted, one a width.
CREATE TABLE photo_files (
    owner         TEXT NOT NULL,                    -- photo or upload
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    sealed        BYTEA NOT NULL,
    PRIMARY KEY (owner, width)
);

CREATE TABLE photo_votes (
    id            TEXT PRIMARY KEY,
    contest_id    TEXT NOT NULL REFERENCES contests (id),
    photo_id      TEXT NOT NULL REFERENCES photos (id),
    voter         TEXT NOT NULL,                    -- fan, or erased: and the vote's id
    period        TEXT NOT NULL DEFAULT '',         -- day for which it is given; empty: the contest
    nth           INTEGER NOT NULL DEFAULT 0,       -- of the voter's votes in that period, from 0
    state         TEXT NOT NULL CHECK (state IN ('pending', 'counted', 'aside', 'void')),
    why           TEXT NOT NULL DEFAULT '',         -- it was set aside
    network       TEXT NOT NULL DEFAULT '',         -- hash of the day
    cast_at       BIGINT NOT NULL,
    settled_at    BIGINT NOT NULL DEFAULT 0,
    settled_by    TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX photo_votes_turn ON photo_votes (contest_id, voter, period, nth) WHERE state IN ('counted', 'aside');
CREATE UNIQUE INDEX photo_votes_once ON photo_votes (photo_id, voter, period) WHERE state IN ('counted', 'aside');
CREATE INDEX photo_votes_photo ON photo_votes (contest_id, state, photo_id);
CREATE INDEX photo_votes_voter ON photo_votes (voter);
CREATE INDEX photo_votes_network ON photo_votes (photo_id, network) WHERE network <> '';

CREATE TABLE photo_jurors (
    id            TEXT PRIMARY KEY,
    contest_id    TEXT NOT NULL REFERENCES contests (id),
    name          TEXT NOT NULL,
    key_hash      BYTEA NOT NULL UNIQUE,            -- of the key in their link
    invited_at    BIGINT NOT NULL,
    invited_by    TEXT NOT NULL,
    dismissed_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX photo_jurors_contest ON photo_jurors (contest_id, invited_at);

CREATE TABLE photo_marks (
    juror_id      TEXT NOT NULL REFERENCES photo_jurors (id),
    photo_id      TEXT NOT NULL REFERENCES photos (id),
    criterion     INTEGER NOT NULL,
    mark          INTEGER NOT NULL CHECK (mark BETWEEN 1 AND 10),
    marked_at     BIGINT NOT NULL,
    PRIMARY KEY (juror_id, photo_id, criterion)
);
CREATE INDEX photo_marks_photo ON photo_marks (photo_id);

-- The order that a contest came to, word for word.
CREATE TABLE photo_rankings (
    contest_id    TEXT PRIMARY KEY REFERENCES contests (id),
    text          TEXT NOT NULL,                    -- ranking.txt
    sha256        TEXT NOT NULL,
    ranked_at     BIGINT NOT NULL
);
