-- +goose Up
-- The life of a poll after its publication: figures that nobody sees before the end, results
-- that are declared void, and what fans are told of every such act.

ALTER TABLE polls ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;   -- beside 'after_close': nor do staff see figures before
ALTER TABLE polls ADD COLUMN voided_at BIGINT NOT NULL DEFAULT 0;     -- when a closed poll's result was declared void
ALTER TABLE polls ADD COLUMN void_reason TEXT NOT NULL DEFAULT '';

CREATE TABLE poll_notices (
    poll_id         TEXT NOT NULL,
    no              BIGINT NOT NULL,              -- from 1, in the order in which it happened
    kind            TEXT NOT NULL,
    at              BIGINT NOT NULL,
    reason          TEXT NOT NULL,                -- as fans read it; empty where none is asked
    detail          TEXT NOT NULL,                -- JSON
    PRIMARY KEY (poll_id, no)
);

CREATE TRIGGER poll_notices_frozen BEFORE UPDATE ON poll_notices
    FOR EACH ROW EXECUTE FUNCTION refuse_change('what fans were told does not change');

CREATE TRIGGER poll_notices_kept BEFORE DELETE ON poll_notices
    FOR EACH ROW EXECUTE FUNCTION refuse_change('what fans were told does not change');
