-- +goose Up
-- The queue of doubts is read from one index that answers it whole: nothing is left to filter or
-- to sort, so that PostgreSQL takes it also for a contest that its statistics do not know yet.

DROP INDEX entries_doubtful;
DROP INDEX entries_in_doubt;
CREATE INDEX entries_doubts ON entries (contest_id, id, flags) WHERE flags <> '' AND flags <> 'unproved-contact' AND status IN ('pending', 'confirmed');
