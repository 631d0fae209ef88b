-- +goose Up
-- The editorial calendar: posts to come, the countries whose key dates count, feeds for
-- calendar programs.

CREATE TABLE posts (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    title           TEXT NOT NULL,
    body            TEXT NOT NULL,
    channel         TEXT NOT NULL,
    picture         TEXT NOT NULL,               -- pictures.hash, or empty
    picture_alt     TEXT NOT NULL,
    post_at         BIGINT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('idea', 'draft', 'ready', 'published', 'dropped')),
    remind_minutes  BIGINT NOT NULL,             -- before post_at; 0: no reminder
    remind_at       BIGINT NOT NULL,             -- when a reminder is due; 0: none is, or it was sent
    reminded_at     BIGINT NOT NULL,             -- when it was sent; 0: not
    author_id       TEXT NOT NULL,               -- who is reminded
    revision        BIGINT NOT NULL,             -- raised by every change, so that two tabs notice each other
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX posts_brand ON posts (brand_id, post_at);
CREATE INDEX posts_due ON posts (remind_at) WHERE remind_at > 0;

-- No row: the country of the brand's time zone.
CREATE TABLE calendar_countries (
    brand_id        TEXT PRIMARY KEY REFERENCES brands (id),
    countries       TEXT NOT NULL                -- ISO 3166-1 codes between blanks; may be empty
);

-- Secret addresses by which calendar programs read: one per person and brand.
CREATE TABLE calendar_feeds (
    hash            BYTEA PRIMARY KEY,           -- SHA-256 of the secret
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    locale          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (brand_id, user_id)
);
