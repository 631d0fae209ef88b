-- +goose Up
-- The ballots of one hot poll are spread over eight partitions by their whole key, so that
-- its indexes stay small and are cleaned side by side. The rows move in one transaction:
-- either all are there, counted, or nothing has happened. Servers of the version before go on
-- with the same table and columns; while the rows move, votes wait.
SET LOCAL statement_timeout = 0;

ALTER TABLE ballots RENAME TO ballots_before;
ALTER INDEX ballots_pkey RENAME TO ballots_before_pkey;
ALTER INDEX ballots_set_aside RENAME TO ballots_before_set_aside;

CREATE TABLE ballots (
    poll_id         TEXT NOT NULL,
    voter_key       BYTEA NOT NULL,
    id              TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('counted', 'withdrawn', 'quarantined')),
    content         TEXT NOT NULL,
    shown           TEXT NOT NULL,
    revision        BIGINT NOT NULL,
    cast_at         BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    network         TEXT NOT NULL DEFAULT '',
    signals         TEXT NOT NULL DEFAULT '',
    review          TEXT NOT NULL DEFAULT '',
    review_reason   TEXT NOT NULL DEFAULT '',
    appeal          TEXT NOT NULL DEFAULT '',
    source          TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (poll_id, voter_key)
) PARTITION BY HASH (poll_id, voter_key);
CREATE INDEX ballots_set_aside ON ballots (poll_id, network) WHERE signals <> '';

-- +goose StatementBegin
DO $$
DECLARE
    before BIGINT;
    after BIGINT;
BEGIN
    FOR part IN 0..7 LOOP
        EXECUTE format('CREATE TABLE ballots_%s PARTITION OF ballots FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    END LOOP;
    INSERT INTO ballots (poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at,
        network, signals, review, review_reason, appeal, source)
    SELECT poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at,
        network, signals, review, review_reason, appeal, source FROM ballots_before;
    SELECT count(*) INTO before FROM ballots_before;
    SELECT count(*) INTO after FROM ballots;
    IF before <> after THEN
        RAISE EXCEPTION '% ballots became %', before, after;
    END IF;
END;
$$;
-- +goose StatementEnd

DROP TABLE ballots_before;
