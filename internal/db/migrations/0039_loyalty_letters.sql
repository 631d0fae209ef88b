-- +goose Up
-- Which letters of the loyalty programme a fan has asked for, and what was told so far. The
-- consent itself is in fan_consents: this row alone sends nothing.
CREATE TABLE ly_letter (
    fan                 TEXT NOT NULL,
    kind                TEXT NOT NULL,
    brand               TEXT NOT NULL,
    seen                BIGINT NOT NULL DEFAULT 0, -- version of the wallet that was looked at
    told                BIGINT NOT NULL DEFAULT 0, -- points ever earned, last end of points, tier, cost: as the kind needs
    told_at             BIGINT NOT NULL DEFAULT 0, -- when the last letter left
    due_at              BIGINT NOT NULL DEFAULT 0, -- not looked at before
    PRIMARY KEY (fan, kind)
);
CREATE INDEX ly_letter_due ON ly_letter (due_at);
