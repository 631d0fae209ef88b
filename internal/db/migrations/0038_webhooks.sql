-- +goose Up
-- Webhooks: whom a brand has told of what happens, what there is to tell, and how telling
-- it went. Times are Unix milliseconds, 0 means never or not yet.

CREATE TABLE webhook_endpoints (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    url             TEXT NOT NULL,
    description     TEXT NOT NULL DEFAULT '',
    events          TEXT NOT NULL,              -- types with blanks between; *: all
    contacts        BOOLEAN NOT NULL,           -- the brand chose to send e-mail addresses and telephone numbers
    secret          BYTEA NOT NULL,             -- sealed
    former_secret   BYTEA,                      -- sealed; signs as well until former_until
    former_until    BIGINT NOT NULL DEFAULT 0,
    state           TEXT NOT NULL CHECK (state IN ('active', 'paused', 'disabled')),
    reason          TEXT NOT NULL DEFAULT '',   -- of disabled: failing or gone
    failures        INTEGER NOT NULL DEFAULT 0, -- attempts that failed since the last that did not
    failing_since   BIGINT NOT NULL DEFAULT 0,
    delivered_at    BIGINT NOT NULL DEFAULT 0,  -- the last attempt that did not fail
    free_at         BIGINT NOT NULL DEFAULT 0,  -- somebody is at it, or it has a rest, until then
    created_at      BIGINT NOT NULL
);
CREATE INDEX webhook_endpoints_brand ON webhook_endpoints (brand_id, id);

-- What happened, once, whoever is told of it. It names nobody: an address is added while
-- it is sent, to who chose so, and never stored here.
CREATE TABLE webhook_messages (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL,
    type            TEXT NOT NULL,
    at              BIGINT NOT NULL,
    fan             TEXT NOT NULL DEFAULT '',   -- whose address may be added
    data            TEXT NOT NULL               -- JSON
);
CREATE INDEX webhook_messages_fan ON webhook_messages (fan) WHERE fan <> '';
CREATE INDEX webhook_messages_at ON webhook_messages (at);

CREATE TABLE webhook_deliveries (
    id              TEXT PRIMARY KEY,
    endpoint_id     TEXT NOT NULL,
    brand_id        TEXT NOT NULL,
    message_id      TEXT NOT NULL REFERENCES webhook_messages (id),
    state           TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'given_up')),
    replay          BOOLEAN NOT NULL DEFAULT FALSE,
    attempts        INTEGER NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,
    until_at        BIGINT NOT NULL,            -- given up then
    ended_at        BIGINT NOT NULL DEFAULT 0,
    status          INTEGER NOT NULL DEFAULT 0, -- HTTP status of the last attempt; 0: no answer
    failure         TEXT NOT NULL DEFAULT '',   -- of the last attempt
    created_at      BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at) WHERE state = 'queued';
CREATE INDEX webhook_deliveries_until ON webhook_deliveries (until_at) WHERE state = 'queued';
CREATE INDEX webhook_deliveries_list ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_message ON webhook_deliveries (message_id);

CREATE TABLE webhook_attempts (
    delivery_id     TEXT NOT NULL,
    no              INTEGER NOT NULL,
    at              BIGINT NOT NULL,
    took_ms         BIGINT NOT NULL,
    status          INTEGER NOT NULL,
    failure         TEXT NOT NULL,
    answer          TEXT NOT NULL,              -- beginning of what came back
    PRIMARY KEY (delivery_id, no)
);
