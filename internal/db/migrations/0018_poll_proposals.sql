-- +goose Up
-- What fans propose: before a vote, for staff to make a shortlist of, and on the ballot.

ALTER TABLE polls ADD COLUMN write_ins BOOLEAN NOT NULL DEFAULT FALSE;     -- a ballot may name what is not an option
ALTER TABLE polls ADD COLUMN proposals_until BIGINT NOT NULL DEFAULT 0;    -- first instant at which no idea is taken; 0: none are asked for
ALTER TABLE polls ADD COLUMN called_at BIGINT NOT NULL DEFAULT 0;          -- when fans were called to propose: such a draft is public, but for its options
ALTER TABLE poll_options ADD COLUMN proposed BOOLEAN NOT NULL DEFAULT FALSE; -- by fans

-- One row per idea, however it is spelled. The id is a hash of what it says, so that nobody
-- chooses its place in the tie-break order.
CREATE TABLE poll_proposals (
    poll_id         TEXT NOT NULL,
    id              TEXT NOT NULL,
    label           TEXT NOT NULL,                -- as it was first typed
    state           TEXT NOT NULL CHECK (state IN ('held', 'accepted', 'merged', 'declined')),
    merged_into     TEXT NOT NULL DEFAULT '',     -- poll_options.id
    reason          TEXT NOT NULL DEFAULT '',     -- of declining
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (poll_id, id)
);

-- Who proposed what before the vote, by the key that counts voters there.
CREATE TABLE poll_proposers (
    poll_id         TEXT NOT NULL,
    voter_key       BYTEA NOT NULL,
    proposal_id     TEXT NOT NULL,
    PRIMARY KEY (poll_id, voter_key, proposal_id)
);
