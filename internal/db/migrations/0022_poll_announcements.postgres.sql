-- +goose Up
-- What a brand decided after a poll, and how far those who asked have been told.

-- Every version stays; the last one is shown first.
CREATE TABLE poll_announcements (
    poll_id         TEXT NOT NULL,
    version         BIGINT NOT NULL,              -- from 1
    decision_fr     TEXT NOT NULL,
    decision_en     TEXT NOT NULL,
    follows         BOOLEAN NOT NULL,             -- the decision is the result
    reason_fr       TEXT NOT NULL,                -- why it is not, if so
    reason_en       TEXT NOT NULL,
    decided_on      TEXT NOT NULL,                -- a day, 2026-11-21
    at              BIGINT NOT NULL,              -- when it was said
    PRIMARY KEY (poll_id, version)
);

CREATE TRIGGER poll_announcements_frozen BEFORE UPDATE ON poll_announcements
    FOR EACH ROW EXECUTE FUNCTION refuse_change('what a brand said that it decided does not change');

CREATE TRIGGER poll_announcements_kept BEFORE DELETE ON poll_announcements
    FOR EACH ROW EXECUTE FUNCTION refuse_change('what a brand said that it decided does not change');

-- Fans are written to in the order of their ids, a batch a transaction.
CREATE TABLE poll_announcement_mailings (
    poll_id         TEXT NOT NULL,
    version         BIGINT NOT NULL,
    last_fan        TEXT NOT NULL,                -- up to whom; empty: not begun
    told            BIGINT NOT NULL,              -- how many were written to
    done            BOOLEAN NOT NULL,
    PRIMARY KEY (poll_id, version)
);
CREATE INDEX poll_announcement_mailings_due ON poll_announcement_mailings (done, poll_id);

CREATE INDEX fan_consents_purpose ON fan_consents (purpose, fan_id, id);
