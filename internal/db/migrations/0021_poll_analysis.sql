-- +goose Up
-- How sure a result is, and who answered when: worked out after the count, in the background.

ALTER TABLE poll_snapshots ADD COLUMN analysis TEXT NOT NULL DEFAULT '';          -- JSON; empty: not worked out yet
ALTER TABLE poll_snapshots ADD COLUMN analysis_version BIGINT NOT NULL DEFAULT 0; -- the version that it is of
