-- +goose Up
-- How people come to a contest: counters, which name nobody. Entries and their
-- confirmations are counted from the entries themselves.

CREATE TABLE contest_traffic (
    contest_id      TEXT NOT NULL,
    hour            BIGINT NOT NULL,              -- its beginning
    via             TEXT NOT NULL,                -- which way: direct, facebook, utm-…, link-…, embed, kiosk, private, otherss
    step            TEXT NOT NULL CHECK (step IN ('view', 'start')),
    n               BIGINT NOT NULL,
    PRIMARY KEY (contest_id, hour, via, step)
);

ALTER TABLE entries ADD COLUMN via TEXT NOT NULL DEFAULT ''; -- which way its entrant came; empty: not known
CREATE INDEX entries_came ON entries (contest_id, created_at, accepted_at, via, source, place);
