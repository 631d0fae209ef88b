-- +goose Up
-- The pictures that networks show beside a link to a contest. Networks keep the address of one
-- for years, so that what was drawn once stays.
CREATE TABLE contest_posters (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    name            TEXT NOT NULL,               -- of the file; it changes with what the picture says
    locale          TEXT NOT NULL,
    amended         INTEGER NOT NULL,            -- how many amendments the rules had when it was drawn
    png             BYTEA NOT NULL,
    drawn_at        BIGINT NOT NULL,
    PRIMARY KEY (contest_id, name)
);
CREATE INDEX contest_posters_drawn ON contest_posters (contest_id, locale, amended);
