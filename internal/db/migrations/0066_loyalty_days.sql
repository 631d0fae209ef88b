-- +goose Up
-- What the books come to by the days of the brand, folded from the postings up to a mark: reports
-- add what came after it. It can be forgotten and folded again.
CREATE TABLE ly_fold (
    brand               TEXT PRIMARY KEY REFERENCES ly_programme (brand),
    upto                TEXT NOT NULL            -- ly_txn that was folded last
);
CREATE TABLE ly_day (
    brand               TEXT NOT NULL,
    day                 TEXT NOT NULL,           -- yyyy-mm-dd
    kind                TEXT NOT NULL,           -- of the operation; 'tier' counts moves between tiers
    rule                TEXT NOT NULL,           -- or reward, or promo code; of a move the level
    debit               TEXT NOT NULL,           -- account that gave; of a move 'up' or 'down'
    credit              TEXT NOT NULL,
    bp                  BIGINT NOT NULL,         -- multiplier of a campaign; 0: none
    n                   BIGINT NOT NULL,         -- operations
    points              BIGINT NOT NULL,
    amount              BIGINT NOT NULL,         -- of purchases, minor units
    extra               BIGINT NOT NULL,         -- of the points, those that the campaign alone gave
    PRIMARY KEY (brand, day, kind, rule, debit, credit, bp)
);
-- Who did something in a month.
CREATE TABLE ly_active (
    brand               TEXT NOT NULL,
    month               TEXT NOT NULL,           -- yyyy-mm
    joined              TEXT NOT NULL,           -- month in which the member came
    member              TEXT NOT NULL,
    PRIMARY KEY (brand, month, joined, member)
);
