-- +goose Up
-- What a person does once in a contest, however often they take their entry back, are
-- forgotten and enter again: a play, a friend's word, the one answer to a question.

CREATE TABLE contest_deeds (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    deed            TEXT NOT NULL,                -- play, friend, answer:…
    period          TEXT NOT NULL,                -- in which it is once; empty: ever
    person          BYTEA NOT NULL,               -- keyed hash of a mailbox or a number, gone at closing
    PRIMARY KEY (contest_id, deed, period, person)
);
