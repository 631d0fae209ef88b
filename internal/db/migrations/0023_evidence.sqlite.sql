-- +goose Up
-- What the evidence file of a contest tells about its mails: which kind, when, about
-- which entry, to whom. The outbox forgets them after a month.

CREATE TABLE contest_letters (
    id              TEXT PRIMARY KEY,            -- UUIDv7: in the order of queueing
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    entry_id        TEXT NOT NULL,
    kind            TEXT NOT NULL,               -- as in the outbox
    locale          TEXT NOT NULL,               -- language of its text
    recipient       TEXT NOT NULL,               -- masked; empty once the person was forgotten
    queued_at       BIGINT NOT NULL
);
CREATE INDEX contest_letters_contest ON contest_letters (contest_id, id);
CREATE INDEX contest_letters_entry ON contest_letters (entry_id);

-- +goose StatementBegin
CREATE TRIGGER contest_letters_frozen BEFORE UPDATE ON contest_letters
WHEN NEW.id <> OLD.id OR NEW.contest_id <> OLD.contest_id OR NEW.entry_id <> OLD.entry_id OR NEW.kind <> OLD.kind
    OR NEW.locale <> OLD.locale OR NEW.queued_at <> OLD.queued_at OR (NEW.recipient <> OLD.recipient AND NEW.recipient <> '')
BEGIN
    SELECT RAISE(ABORT, 'what was sent does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_letters_kept BEFORE DELETE ON contest_letters
BEGIN
    SELECT RAISE(ABORT, 'what was sent does not change');
END;
-- +goose StatementEnd
