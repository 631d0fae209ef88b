-- +goose Up
-- Surveys: questions, and the answers to them.

CREATE TABLE surveys (
    id              TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    slug            TEXT NOT NULL UNIQUE,         -- /s/{slug}
    state           TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
    revision        BIGINT NOT NULL,              -- raised by every change, so that two tabs notice each other
    title_fr        TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    intro_fr        TEXT NOT NULL,
    intro_en        TEXT NOT NULL,
    thanks_fr       TEXT NOT NULL,                -- said after the last answer
    thanks_en       TEXT NOT NULL,
    form_json       TEXT NOT NULL,                -- the questions, fixed by publishing
    opens_at        BIGINT NOT NULL,              -- 0: not said yet, drafts only
    closes_at       BIGINT NOT NULL,
    time_zone       TEXT NOT NULL,
    access          TEXT NOT NULL CHECK (access IN ('cookie', 'member')),
    one_by_one      BOOLEAN NOT NULL,             -- a page for each question
    published_at    BIGINT NOT NULL DEFAULT 0,
    cancelled_at    BIGINT NOT NULL DEFAULT 0,
    cancel_reason   TEXT NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX surveys_brand ON surveys (brand_id, id);

-- One response per respondent, whose key is a keyed hash of the survey and of what
-- identifies them there (a browser, a fan): the row tells nobody who answered.
CREATE TABLE survey_responses (
    survey_id       TEXT NOT NULL,
    respondent      BYTEA NOT NULL,
    id              TEXT NOT NULL,                -- random, for exports
    state           TEXT NOT NULL CHECK (state IN ('partial', 'complete')),
    answers_json    TEXT NOT NULL,                -- by question
    locale          TEXT NOT NULL,                -- of the page that was answered
    channel         TEXT NOT NULL,                -- where the respondent came from, as the link said
    started_at      BIGINT NOT NULL,              -- all times to the quarter of an hour
    changed_at      BIGINT NOT NULL,
    completed_at    BIGINT NOT NULL,
    PRIMARY KEY (survey_id, respondent)
);
