-- +goose Up
-- Entries of a contest by age, for the panel's list and the export, and by the day on
-- which they were accepted, for its curve.

CREATE INDEX entries_age ON entries (contest_id, id);
CREATE INDEX entries_accepted ON entries (contest_id, status, accepted_at);
