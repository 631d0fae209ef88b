-- +goose Up
-- What prizes were worth that somebody won of a brand in a calendar year, where a law has such
-- totals reported: a keyed hash of their contact, and no name. A row goes a month after its year.
CREATE TABLE winner_years (
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    hash            BYTEA NOT NULL,              -- of the winner's contact, keyed by brand
    year            INTEGER NOT NULL,            -- in the zone of the contest
    claim_id        TEXT NOT NULL REFERENCES claims (id),
    currency        TEXT NOT NULL,
    value_minor     BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (brand_id, hash, year, claim_id)
);
CREATE INDEX winner_years_due ON winner_years (expires_at);
CREATE INDEX winner_years_claim ON winner_years (claim_id);
