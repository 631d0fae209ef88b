-- +goose Up
-- Draws of a brand from the same file or among the same people can be told by anybody.
ALTER TABLE name_lists ADD COLUMN people TEXT NOT NULL DEFAULT ''; -- commits to who takes part, hex; empty: not asked to be drawn from yet
CREATE INDEX name_lists_people ON name_lists (brand_id, people);
CREATE INDEX name_lists_file ON name_lists (brand_id, file_hash);
