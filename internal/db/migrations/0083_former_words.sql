-- +goose Up
-- The secret words that an entrant had before the present one, encrypted: a message that was
-- written before a change states one of them. They go when winners no longer have to answer.
ALTER TABLE entries ADD COLUMN former_words_sealed BYTEA;
CREATE INDEX entries_former_words ON entries (contest_id) WHERE former_words_sealed IS NOT NULL;
