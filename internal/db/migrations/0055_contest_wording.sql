-- +goose Up
-- Contests in two languages, and drafts that publish themselves.

ALTER TABLE contests ADD COLUMN also_json TEXT NOT NULL DEFAULT '';       -- title and texts in the other language; empty: there are none
ALTER TABLE prizes ADD COLUMN name_also TEXT NOT NULL DEFAULT '';
ALTER TABLE contests ADD COLUMN publish_at BIGINT NOT NULL DEFAULT 0;     -- a draft: when it is due to be published; 0: by hand
ALTER TABLE contests ADD COLUMN publish_by TEXT NOT NULL DEFAULT '';      -- users.id of who scheduled it, and is told if it fails
ALTER TABLE contests ADD COLUMN publish_refused BIGINT NOT NULL DEFAULT 0; -- when its publication was due and could not be; 0: never
CREATE INDEX contests_publish ON contests (publish_at) WHERE publish_at > 0;
