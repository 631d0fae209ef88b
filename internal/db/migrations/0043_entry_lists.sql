-- +goose Up
-- Who may enter and who may not, as keyed hashes: nobody reads an address out of these.

CREATE TABLE contest_contacts (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    list            TEXT NOT NULL CHECK (list IN ('invited', 'excluded')),
    hash            BYTEA NOT NULL,              -- of a contact, keyed by brand
    PRIMARY KEY (contest_id, list, hash)
);

-- Those who won lately, for contests that let others go first. A row goes on its day.
CREATE TABLE winner_rests (
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    hash            BYTEA NOT NULL,              -- of the winner's contact, keyed by brand
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    won_at          BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,             -- as the rules of that contest say
    PRIMARY KEY (brand_id, hash, contest_id)
);
CREATE INDEX winner_rests_due ON winner_rests (expires_at);
