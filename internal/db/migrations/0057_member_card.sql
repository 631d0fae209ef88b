-- +goose Up
-- How a member wants to be called, at the till as on their page; encrypted. NULL: not told.
ALTER TABLE ly_member ADD COLUMN first_name BYTEA;

-- Codes by which members spent at a till. One is taken once.
CREATE TABLE ly_card_use (
    member              TEXT NOT NULL REFERENCES ly_member (id),
    step                BIGINT NOT NULL,         -- minutes since 1970 for which the code was made
    txn                 TEXT NOT NULL,           -- what it paid for
    PRIMARY KEY (member, step)
);
