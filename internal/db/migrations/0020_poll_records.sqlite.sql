-- +goose Up
-- What the public log says of polls, and lots that follow from a beacon's round.

ALTER TABLE polls ADD COLUMN lot_chain TEXT NOT NULL DEFAULT '';    -- hash of the beacon's chain, hexadecimal; empty: the seed was committed to
ALTER TABLE polls ADD COLUMN lot_round BIGINT NOT NULL DEFAULT 0;   -- named at publication
ALTER TABLE polls ADD COLUMN lot_due BIGINT NOT NULL DEFAULT 0;     -- when it exists
ALTER TABLE polls ADD COLUMN lot_proof TEXT NOT NULL DEFAULT '';    -- the round as others verify it, JSON

CREATE TABLE poll_records (
    poll_id         TEXT NOT NULL,
    no              BIGINT NOT NULL,              -- from 1, in the order in which it happened
    kind            TEXT NOT NULL,
    record          TEXT NOT NULL,                -- as it stands in the log
    nonce           TEXT NOT NULL,                -- opens a box that the record hides; staff's alone
    log_index       BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (poll_id, no)
);

-- +goose StatementBegin
CREATE TRIGGER poll_records_frozen BEFORE UPDATE ON poll_records
BEGIN
    SELECT RAISE(ABORT, 'what the log says does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER poll_records_kept BEFORE DELETE ON poll_records
BEGIN
    SELECT RAISE(ABORT, 'what the log says does not change');
END;
-- +goose StatementEnd
