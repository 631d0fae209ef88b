-- +goose Up
-- An earn asks for a member's qualifying points of a year. The index answers by itself: the lots
-- stand far apart in the table, for they were granted on different days.
DROP INDEX ly_lot_qualifying;
CREATE INDEX ly_lot_qualifying ON ly_lot (member, activated_at, activated, reversed_after) WHERE qualifying;
