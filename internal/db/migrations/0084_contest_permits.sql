-- +goose Up
-- The document by which an authority permitted a contest, encrypted. Staff read it; everybody
-- does where the brand has made it public.
CREATE TABLE contest_permits (
    contest_id      TEXT PRIMARY KEY REFERENCES contests (id),
    kind            TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg')),
    bytes           BIGINT NOT NULL,
    sha256          BYTEA NOT NULL,              -- of what is served
    public          BOOLEAN NOT NULL,
    file_sealed     BYTEA NOT NULL,
    kept_at         BIGINT NOT NULL
);
