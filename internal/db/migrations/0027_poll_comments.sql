-- +goose Up
-- Reasons that voters give with their votes, and what becomes of them.

ALTER TABLE polls ADD COLUMN comments TEXT NOT NULL DEFAULT 'off';        -- off, before, after: when staff read them
ALTER TABLE pending_votes ADD COLUMN comment TEXT;                        -- waits with its vote; NULL: nothing was said about one
ALTER TABLE poll_snapshots ADD COLUMN ballots BIGINT NOT NULL DEFAULT 0;  -- in the count, those set aside included

-- One reason per ballot, under the ballot's key. Its id has nothing in common with the
-- ballot's, whose receipt is published, and no time is kept: neither leads to what was chosen.
CREATE TABLE poll_comments (
    poll_id         TEXT NOT NULL,
    voter_key       BYTEA NOT NULL,
    id              TEXT NOT NULL,                -- a new one for each text
    said            TEXT NOT NULL,                -- empty: taken back
    lang            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('held', 'shown', 'removed')),
    waits           BIGINT NOT NULL,              -- nobody reads it before this many ballots are counted; 0: not any more
    warned          BOOLEAN NOT NULL DEFAULT FALSE, -- one of this voter was removed: the next is held
    reason          TEXT NOT NULL DEFAULT '',     -- of removing it
    appeal          TEXT NOT NULL DEFAULT '',     -- what its author says to that
    upheld          BOOLEAN NOT NULL DEFAULT FALSE, -- the appeal was looked at, and it stays removed
    reply           TEXT NOT NULL DEFAULT '',     -- of the brand, in public
    PRIMARY KEY (poll_id, voter_key)
);
CREATE UNIQUE INDEX poll_comments_id ON poll_comments (id);
CREATE INDEX poll_comments_state ON poll_comments (poll_id, state, id);

-- Every removal, for the public count: it stays when the author takes the text back.
CREATE TABLE poll_comment_removals (
    poll_id         TEXT NOT NULL,
    comment_id      TEXT NOT NULL,
    reason          TEXT NOT NULL,
    at              BIGINT NOT NULL,
    restored_at     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (poll_id, comment_id)
);
