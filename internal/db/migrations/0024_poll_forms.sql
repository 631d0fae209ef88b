-- +goose Up
-- Polls that show a few options at a time, and brackets of several rounds.

ALTER TABLE polls ADD COLUMN points_cap INTEGER NOT NULL DEFAULT 0;   -- points that one option gets from a voter; 0: no cap
ALTER TABLE polls ADD COLUMN sets INTEGER NOT NULL DEFAULT 0;         -- that a voter is shown; 0: the method's own number
ALTER TABLE polls ADD COLUMN set_size INTEGER NOT NULL DEFAULT 0;     -- options of a best-worst set; 0: by their number
ALTER TABLE polls ADD COLUMN seeds TEXT NOT NULL DEFAULT '' CHECK (seeds IN ('', 'lot', 'brand')); -- of a bracket; else ''
ALTER TABLE polls ADD COLUMN round_ends TEXT NOT NULL DEFAULT '';     -- of a bracket's rounds but the last, in milliseconds, by commas
ALTER TABLE polls ADD COLUMN round INTEGER NOT NULL DEFAULT 0;        -- of a bracket: the one that ballots are taken for; 0: none yet

-- What one browser is asked in such a poll, and what it has answered so far. These are no
-- ballots. The key is a keyed hash of the poll and the browser.
CREATE TABLE poll_sittings (
    poll_id         TEXT NOT NULL,
    seat            BYTEA NOT NULL,
    shown           TEXT NOT NULL,               -- sets as places in the brand's order: "0-3 2-1"
    content         TEXT NOT NULL,               -- answers as a ballot holds them; empty: none
    changed_at      BIGINT NOT NULL,             -- to the quarter of an hour
    PRIMARY KEY (poll_id, seat)
);

-- A round of a bracket that has begun. Its pairs follow from the ballots of the rounds before,
-- which are not changed any more.
CREATE TABLE poll_rounds (
    poll_id         TEXT NOT NULL,
    no              INTEGER NOT NULL,            -- from 1
    pairs           TEXT NOT NULL,               -- JSON, the better seed first
    began_at        BIGINT NOT NULL,
    PRIMARY KEY (poll_id, no)
);
