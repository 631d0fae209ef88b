-- +goose Up
-- How many ballots of a poll say the same, kept beside the ballots so that figures cost the
-- same however many there are. Each server writes rows of its own (slot), so that two of
-- them never wait for each other; who reads adds them up. n may be below zero in one slot.
CREATE TABLE ballot_tallies (
    poll_id         TEXT NOT NULL,
    slot            INTEGER NOT NULL,
    said            BYTEA NOT NULL,               -- SHA-256 of content: a ranking may be too long for a key
    state           TEXT NOT NULL,                -- counted, quarantined
    source          TEXT NOT NULL,
    cast_at         BIGINT NOT NULL,              -- to the quarter of an hour, as ballots have it
    content         TEXT NOT NULL,
    n               BIGINT NOT NULL,
    PRIMARY KEY (poll_id, slot, said, state, source, cast_at)
);

-- Polls from before this table are counted from their ballots.
ALTER TABLE polls ADD COLUMN tallied BOOLEAN NOT NULL DEFAULT FALSE;
