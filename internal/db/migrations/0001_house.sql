-- +goose Up
-- Brands, the people who work for them, and the journal of what they did.

CREATE TABLE brands (
    id              TEXT PRIMARY KEY,
    slug            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    time_zone       TEXT NOT NULL,               -- IANA name
    currency        TEXT NOT NULL,               -- ISO 4217
    locale          TEXT NOT NULL,               -- fr or en
    colour          TEXT NOT NULL DEFAULT '',    -- #rrggbb, empty for the house colour
    tagline         TEXT NOT NULL DEFAULT '',
    legal_name      TEXT NOT NULL DEFAULT '',    -- organiser as named in rules
    legal_address   TEXT NOT NULL DEFAULT '',
    contact_email   TEXT NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL
);

CREATE TABLE users (
    id              TEXT PRIMARY KEY,
    email           TEXT NOT NULL UNIQUE,        -- lower case
    name            TEXT NOT NULL,
    password_hash   TEXT NOT NULL,               -- argon2id, empty until set
    locale          TEXT NOT NULL DEFAULT 'fr',
    token_epoch     BIGINT NOT NULL DEFAULT 0,   -- raised to revoke every access token
    created_at      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE memberships (
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    role            TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'moderator', 'till', 'viewer', 'witness')),
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (brand_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

-- One row per sign-in: a panel session (cookie) or an API session (refresh tokens).
CREATE TABLE staff_sessions (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users (id),
    kind            TEXT NOT NULL CHECK (kind IN ('panel', 'api')),
    device          TEXT NOT NULL DEFAULT '',    -- as its owner recognises it: "Firefox, Android"
    created_at      BIGINT NOT NULL,
    seen_at         BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    revoked_at      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX staff_sessions_user ON staff_sessions (user_id);

-- Tokens are stored as SHA-256. A refresh token is used once; using it again
-- means it was stolen, and revokes the session.
CREATE TABLE staff_tokens (
    hash            BYTEA PRIMARY KEY,
    session_id      TEXT NOT NULL REFERENCES staff_sessions (id),
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX staff_tokens_session ON staff_tokens (session_id);

-- One-time links: first user, invitation, forgotten password.
CREATE TABLE staff_links (
    hash            BYTEA PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    purpose         TEXT NOT NULL CHECK (purpose IN ('setup', 'invite', 'reset')),
    user_id         TEXT NOT NULL DEFAULT '',    -- reset: whose password
    brand_id        TEXT NOT NULL DEFAULT '',    -- invite: to which brand
    email           TEXT NOT NULL DEFAULT '',    -- invite: whom
    role            TEXT NOT NULL DEFAULT '',    -- invite: as what
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX staff_links_brand ON staff_links (brand_id, purpose);
CREATE INDEX staff_links_user ON staff_links (user_id);

CREATE TABLE journal (
    id              TEXT PRIMARY KEY,            -- UUIDv7: in order of time
    brand_id        TEXT NOT NULL,
    at              BIGINT NOT NULL,
    actor_kind      TEXT NOT NULL,               -- staff, system, command
    actor_id        TEXT NOT NULL,
    actor_name      TEXT NOT NULL,
    action          TEXT NOT NULL,               -- contest.published
    subject         TEXT NOT NULL,               -- contest:flavour-2026
    before_json     TEXT NOT NULL DEFAULT '',
    after_json      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX journal_brand ON journal (brand_id, id);
CREATE INDEX journal_subject ON journal (brand_id, subject, id);

-- Answers of API writes, by key: the same key with the same body gets the same answer.
CREATE TABLE idempotency (
    principal       TEXT NOT NULL,               -- who asked, as a keyed hash; key likewise
    route           TEXT NOT NULL,
    key             TEXT NOT NULL,
    body_hash       BYTEA NOT NULL,
    status          INTEGER NOT NULL DEFAULT 0,  -- 0 while it runs
    answer          TEXT NOT NULL DEFAULT '',    -- sealed under a key made of the client's
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Counters of guesses and requests, kept by the hour or so: key is a keyed hash.
CREATE TABLE rate_counters (
    key             TEXT NOT NULL,
    window_at       BIGINT NOT NULL,
    n               BIGINT NOT NULL,
    PRIMARY KEY (key, window_at)
);
