-- +goose Up
-- Tablets at a stall, at which one person after the other votes or enters.

CREATE TABLE kiosks (
    id              TEXT PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,         -- typed on the tablet
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    kind            TEXT NOT NULL,
    campaign_id     TEXT NOT NULL,
    name            TEXT NOT NULL,
    assisted        BOOLEAN NOT NULL,             -- staff hold it and type for people
    pin             BYTEA NOT NULL,               -- keyed hash, bound to the kiosk
    opened_by       TEXT NOT NULL,                -- users.id
    created_at      BIGINT NOT NULL,
    closed_at       BIGINT NOT NULL DEFAULT 0     -- from then on its tablets are worth nothing
);
CREATE INDEX kiosks_campaign ON kiosks (kind, campaign_id);

-- One row per tablet that was unlocked.
CREATE TABLE kiosk_sessions (
    hash            BYTEA PRIMARY KEY,            -- SHA-256 of the cookie
    kiosk_id        TEXT NOT NULL REFERENCES kiosks (id),
    expires_at      BIGINT NOT NULL
);
CREATE INDEX kiosk_sessions_kiosk ON kiosk_sessions (kiosk_id);
CREATE INDEX kiosk_sessions_expiry ON kiosk_sessions (expires_at);

ALTER TABLE entries ADD COLUMN place TEXT NOT NULL DEFAULT '';         -- embed, kiosk; empty: the page, or the API
