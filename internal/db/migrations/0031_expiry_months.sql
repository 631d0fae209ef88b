-- +goose Up
-- Points may live for calendar months: until the end of the same day of the month, or of
-- its last one. 0: their life is counted in days, or has no end.
ALTER TABLE ly_rule ADD COLUMN expiry_months INTEGER NOT NULL DEFAULT 0 CHECK (expiry_months >= 0);
ALTER TABLE ly_lot ADD COLUMN expiry_months INTEGER NOT NULL DEFAULT 0;
