-- +goose Up
-- Rules and law: who organises, what laws ask, what was amended, what was purged when.

ALTER TABLE brands ADD COLUMN legal_form TEXT NOT NULL DEFAULT '';        -- SARL, SAS, Ltd …
ALTER TABLE brands ADD COLUMN legal_capital TEXT NOT NULL DEFAULT '';     -- as it is to be read: 10 000 €
ALTER TABLE brands ADD COLUMN registration TEXT NOT NULL DEFAULT '';      -- RCS Paris 123 456 789, BRN C12345678 …
ALTER TABLE brands ADD COLUMN seat_country TEXT NOT NULL DEFAULT '';      -- ISO 3166-1 alpha-2 of the seat
ALTER TABLE brands ADD COLUMN data_registration TEXT NOT NULL DEFAULT ''; -- with the authority for personal data, where one has to be
ALTER TABLE brands ADD COLUMN privacy_contact TEXT NOT NULL DEFAULT '';   -- e-mail for questions about data; empty: contact_email

ALTER TABLE contests ADD COLUMN law_json TEXT NOT NULL DEFAULT '';        -- legal terms; empty: from before there were any, or a draw from a list
ALTER TABLE contests ADD COLUMN amended INTEGER NOT NULL DEFAULT 0;       -- how many amendments its rules have

-- Why somebody published in spite of a rule of a profile. Only added to.
CREATE TABLE contest_overrides (
    id              TEXT PRIMARY KEY,
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    rule            TEXT NOT NULL,               -- mu.permit
    reason          TEXT NOT NULL,
    actor_id        TEXT NOT NULL,
    actor_name      TEXT NOT NULL,
    at              BIGINT NOT NULL
);
CREATE INDEX contest_overrides_contest ON contest_overrides (contest_id, id);

-- The versions of published rules after the first one.
CREATE TABLE contest_amendments (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    no              INTEGER NOT NULL,            -- from 1
    rules_json      TEXT NOT NULL,               -- the whole file as amended: the very bytes that were hashed
    text_fr         TEXT NOT NULL,
    text_en         TEXT NOT NULL,
    said_fr         TEXT NOT NULL,               -- the amendment alone, Markdown
    said_en         TEXT NOT NULL,
    code            TEXT NOT NULL,               -- as in the public record: longer-claims …
    reason          TEXT NOT NULL,
    law_json        TEXT NOT NULL,               -- what holds from now on
    claim_days      INTEGER NOT NULL,
    amended_at      BIGINT NOT NULL,             -- from here on this version is the one that entrants accept
    told_to         TEXT NOT NULL DEFAULT '',    -- entrants told up to this entry
    told            BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (contest_id, no)
);
CREATE INDEX contest_amendments_untold ON contest_amendments (told, contest_id);

-- Which personal data of a contest was purged.
CREATE TABLE contest_purges (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    class           TEXT NOT NULL CHECK (class IN ('invalid', 'losers', 'winners', 'proof')),
    due_at          BIGINT NOT NULL,
    done_at         BIGINT NOT NULL,
    entries         BIGINT NOT NULL,             -- how many lost their person by it
    PRIMARY KEY (contest_id, class)
);

-- What opens the published name of somebody whose secret is gone.
CREATE TABLE contest_disclosures (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    entry_id        TEXT NOT NULL,
    commitment      BYTEA NOT NULL,
    alias_salt      BYTEA NOT NULL,
    identity_commit BYTEA NOT NULL,
    PRIMARY KEY (entry_id, commitment)
);
CREATE INDEX contest_disclosures_contest ON contest_disclosures (contest_id);

ALTER TABLE fan_consents ADD COLUMN version TEXT NOT NULL DEFAULT '';     -- SHA-256, hex, of the rules that were shown; empty: the text says it all

-- What people ask about their data, until it is answered.
CREATE TABLE fan_requests (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    fan_id          TEXT NOT NULL REFERENCES fans (id),
    kind            TEXT NOT NULL CHECK (kind IN ('access', 'correction', 'erasure', 'objection', 'other')),
    words           TEXT NOT NULL,               -- of the fan; empty once forgotten
    source          TEXT NOT NULL CHECK (source IN ('fan', 'staff')),
    created_at      BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    answered_at     BIGINT NOT NULL DEFAULT 0,
    granted         BOOLEAN NOT NULL DEFAULT FALSE,
    answer          TEXT NOT NULL DEFAULT ''
);
CREATE INDEX fan_requests_brand ON fan_requests (brand_id, answered_at, due_at);
CREATE INDEX fan_requests_fan ON fan_requests (fan_id);
