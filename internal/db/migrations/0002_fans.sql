-- +goose Up
-- Fans: who they are to a brand, what they agreed to, how they prove an address; and
-- the mails that wait to be sent.

CREATE TABLE fans (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    locale          TEXT NOT NULL DEFAULT '',    -- fr or en, once known: the language of mails
    created_at      BIGINT NOT NULL,
    erased_at       BIGINT NOT NULL DEFAULT 0    -- a tombstone: the id stays, the person is gone
);
CREATE INDEX fans_brand ON fans (brand_id, id);

-- An address is found by its keyed hash and read by unsealing it.
CREATE TABLE fan_contacts (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    fan_id          TEXT NOT NULL REFERENCES fans (id),
    kind            TEXT NOT NULL CHECK (kind IN ('email', 'phone')),
    lookup          BYTEA NOT NULL,              -- HMAC of brand, kind and normalised value
    sealed          BYTEA NOT NULL,              -- AES-GCM of the value as it was given
    key_id          TEXT NOT NULL,               -- which key sealed it
    disposable      BOOLEAN NOT NULL,            -- throw-away domain: a flag, never a refusal
    verified_at     BIGINT NOT NULL DEFAULT 0,
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX fan_contacts_lookup ON fan_contacts (brand_id, lookup);
CREATE INDEX fan_contacts_fan ON fan_contacts (fan_id);

-- The first fan of each mailbox, whatever its aliases, for campaigns that fold them.
CREATE TABLE fan_mailboxes (
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    folded          BYTEA NOT NULL,              -- HMAC of brand and folded address
    fan_id          TEXT NOT NULL REFERENCES fans (id),
    PRIMARY KEY (brand_id, folded)
);
CREATE INDEX fan_mailboxes_fan ON fan_mailboxes (fan_id);

-- Append-only: a withdrawal is one more row.
CREATE TABLE fan_consents (
    id              TEXT PRIMARY KEY,            -- UUIDv7: in order of time
    fan_id          TEXT NOT NULL REFERENCES fans (id),
    at              BIGINT NOT NULL,
    purpose         TEXT NOT NULL,               -- rules:flavour-2026, newsletter
    granted         BOOLEAN NOT NULL,
    text            TEXT NOT NULL,               -- exactly what was shown
    locale          TEXT NOT NULL,
    source          TEXT NOT NULL                -- where: contest:flavour-2026, data-page
);
CREATE INDEX fan_consents_fan ON fan_consents (fan_id, purpose, id);

-- One challenge per mail: a link and a code that prove the address, once.
CREATE TABLE fan_challenges (
    id              TEXT PRIMARY KEY,            -- random: it is part of the link
    fan_id          TEXT NOT NULL REFERENCES fans (id),
    contact_id      TEXT NOT NULL,
    purpose         TEXT NOT NULL,               -- sign-in, entry, vote
    subject         TEXT NOT NULL,               -- what it confirms: entry:…
    code_hash       BYTEA NOT NULL,
    guesses         BIGINT NOT NULL DEFAULT 0,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX fan_challenges_fan ON fan_challenges (fan_id);
CREATE INDEX fan_challenges_expires ON fan_challenges (expires_at);

CREATE TABLE fan_sessions (
    hash            BYTEA PRIMARY KEY,           -- SHA-256 of the cookie
    fan_id          TEXT NOT NULL REFERENCES fans (id),
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX fan_sessions_fan ON fan_sessions (fan_id);

-- Mails are written in the transaction that causes them, and sent afterwards.
CREATE TABLE mail_outbox (
    id              TEXT PRIMARY KEY,            -- UUIDv7; also the Message-ID
    brand_id        TEXT NOT NULL,               -- empty: the house
    kind            TEXT NOT NULL,               -- verification, winner…
    recipient       TEXT NOT NULL,
    sender_name     TEXT NOT NULL,
    reply_to        TEXT NOT NULL,
    subject         TEXT NOT NULL,
    text_body       TEXT NOT NULL,
    html_body       TEXT NOT NULL,
    unsubscribe     TEXT NOT NULL,               -- URL of List-Unsubscribe, or empty
    state           TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    attempts        BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,             -- next attempt; while one runs, when it is given up
    last_error      TEXT NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL,
    sent_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX mail_outbox_due ON mail_outbox (state, due_at);
CREATE INDEX mail_outbox_recipient ON mail_outbox (recipient);
