-- +goose Up
-- Draws of a brand from the same file or among the same people can be told by anybody.
ALTER TABLE name_lists ADD COLUMN people TEXT NOT NULL DEFAULT ''; -- commits to who takes part, hex; empty: not asked to be drawn from yet
CREATE INDEX name_lists_people ON name_lists (brand_id, people);
CREATE INDEX name_lists_file ON name_lists (brand_id, file_hash);

-- How far the entrants of an attempt have been mailed the hash of its close record.
CREATE TABLE contest_seal_mails (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    attempt         BIGINT NOT NULL,
    told_to         TEXT NOT NULL,               -- the last entry that was looked at, in the order of ids
    done            BOOLEAN NOT NULL,            -- there is no entry after it
    PRIMARY KEY (contest_id, attempt)
);
