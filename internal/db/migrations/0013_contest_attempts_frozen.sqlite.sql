-- +goose Up
-- What attempts, records and the states of a list keep does not change, whoever writes
-- to the database.

DROP TRIGGER contests_frozen;
DROP TRIGGER entries_sealed;
DROP TRIGGER entries_added;
DROP TRIGGER entries_kept;
DROP TRIGGER draw_slots_frozen;

INSERT INTO contest_attempts (contest_id, attempt, source, draw_at, announced_at, seed_sealed, sealed_at, drawn_at, cancelled_at, cancel_reason)
    SELECT c.id, 1,
        CASE WHEN c.round > 0 THEN 'drand ' || c.chain_hash || ' ' || c.round
            ELSE substr(r.rules_json, instr(r.rules_json, '"source":"operator ') + 10, 73) END,
        c.draw_at, c.published_at, c.seed_sealed, c.sealed_at, c.drawn_at, c.cancelled_at, c.cancel_reason
    FROM contests c JOIN contest_rules r ON r.contest_id = c.id WHERE c.published_at > 0;
UPDATE contests SET attempt = 1 WHERE published_at > 0;

INSERT INTO contest_records (contest_id, log_index, attempt, kind, record, logged_at)
    SELECT contest_id, row_number() OVER (PARTITION BY contest_id ORDER BY no, id) - 1000000, attempt, kind, record, decided_at FROM draw_decisions;
DROP TABLE draw_decisions;

DROP INDEX contests_due;
ALTER TABLE contests DROP COLUMN chain_hash;
ALTER TABLE contests DROP COLUMN round;
ALTER TABLE contests DROP COLUMN seed_sealed;
ALTER TABLE contests DROP COLUMN drawn_at;
ALTER TABLE contests DROP COLUMN cancelled_at;
ALTER TABLE contests DROP COLUMN cancel_reason;
ALTER TABLE contests RENAME COLUMN sealed_at TO shut_at; -- from here nobody joins or leaves the list
CREATE INDEX contests_due ON contests (closes_at, shut_at);

-- +goose StatementBegin
CREATE TRIGGER contests_frozen BEFORE UPDATE ON contests
WHEN OLD.published_at > 0 AND (
    NEW.id <> OLD.id OR NEW.brand_id <> OLD.brand_id OR NEW.slug <> OLD.slug OR NEW.title <> OLD.title
    OR NEW.description <> OLD.description OR NEW.time_zone <> OLD.time_zone OR NEW.opens_at <> OLD.opens_at
    OR NEW.closes_at <> OLD.closes_at OR NEW.mode <> OLD.mode OR NEW.source <> OLD.source OR NEW.margin_s <> OLD.margin_s
    OR NEW.claim_days <> OLD.claim_days OR NEW.own_rules <> OLD.own_rules OR NEW.entry_json <> OLD.entry_json
    OR NEW.published_at <> OLD.published_at OR NEW.rules_hash <> OLD.rules_hash OR NEW.draw_at <> OLD.draw_at
    OR NEW.attempt < OLD.attempt OR NEW.listing < OLD.listing OR (OLD.shut_at > 0 AND (NEW.shut_at <> OLD.shut_at OR NEW.listing <> OLD.listing)))
BEGIN
    SELECT RAISE(ABORT, 'a published contest does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_attempts_frozen BEFORE UPDATE ON contest_attempts
WHEN NEW.contest_id <> OLD.contest_id OR NEW.attempt <> OLD.attempt OR NEW.source <> OLD.source OR NEW.draw_at <> OLD.draw_at
    OR NEW.announced_at <> OLD.announced_at OR NEW.seed_sealed IS NOT OLD.seed_sealed OR NEW.reason <> OLD.reason
    OR NEW.prizes_json <> OLD.prizes_json
    OR (OLD.sealed_at > 0 AND (NEW.sealed_at <> OLD.sealed_at OR NEW.listing <> OLD.listing OR NEW.late <> OLD.late
        OR NEW.close_index <> OLD.close_index))
    OR (OLD.cosigned_at > 0 AND NEW.cosigned_at <> OLD.cosigned_at) OR (OLD.drawn_at > 0 AND NEW.drawn_at <> OLD.drawn_at)
    OR (OLD.cancelled_at > 0 AND (NEW.cancelled_at <> OLD.cancelled_at OR NEW.cancel_code <> OLD.cancel_code OR NEW.cancel_reason <> OLD.cancel_reason))
    OR (OLD.fallback_at > 0 AND (NEW.fallback_at <> OLD.fallback_at OR NEW.fallback_source <> OLD.fallback_source
        OR NEW.fallback_draw_at <> OLD.fallback_draw_at))
BEGIN
    SELECT RAISE(ABORT, 'an announced attempt does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_attempts_kept BEFORE DELETE ON contest_attempts
BEGIN
    SELECT RAISE(ABORT, 'an announced attempt does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempt_left_out_frozen BEFORE UPDATE ON attempt_left_out
BEGIN
    SELECT RAISE(ABORT, 'a sealed list does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempt_left_out_kept BEFORE DELETE ON attempt_left_out
BEGIN
    SELECT RAISE(ABORT, 'a sealed list does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_records_frozen BEFORE UPDATE ON contest_records
BEGIN
    SELECT RAISE(ABORT, 'a public record does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_records_kept BEFORE DELETE ON contest_records
BEGIN
    SELECT RAISE(ABORT, 'a public record does not change');
END;
-- +goose StatementEnd

-- Of an earlier state of an entry only what leads to the person may go.
-- +goose StatementBegin
CREATE TRIGGER entry_revisions_frozen BEFORE UPDATE ON entry_revisions
WHEN NEW.contest_id <> OLD.contest_id OR NEW.entry_id <> OLD.entry_id OR NEW.revision <> OLD.revision
    OR NEW.commitment IS NOT OLD.commitment OR NEW.identity_commit IS NOT OLD.identity_commit OR NEW.tickets <> OLD.tickets
    OR NEW.listed_from <> OLD.listed_from OR NEW.listed_until <> OLD.listed_until OR NEW.secret_sealed IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a past state of the list does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entry_revisions_kept BEFORE DELETE ON entry_revisions
BEGIN
    SELECT RAISE(ABORT, 'a past state of the list does not change');
END;
-- +goose StatementEnd

-- Of an entry in a list that is shut only what leads to the person may go.
-- +goose StatementBegin
CREATE TRIGGER entries_sealed BEFORE UPDATE ON entries
WHEN (NEW.commitment IS NOT OLD.commitment OR NEW.tickets <> OLD.tickets OR NEW.status <> OLD.status
          OR NEW.contest_id <> OLD.contest_id OR NEW.id <> OLD.id OR NEW.listed_from <> OLD.listed_from)
        AND EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.shut_at > 0)
BEGIN
    SELECT RAISE(ABORT, 'a sealed list does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entries_added BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM contests c WHERE c.id = NEW.contest_id AND c.shut_at > 0)
BEGIN
    SELECT RAISE(ABORT, 'a sealed list does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entries_kept BEFORE DELETE ON entries
WHEN EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.shut_at > 0)
BEGIN
    SELECT RAISE(ABORT, 'a sealed list does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER draw_slots_frozen BEFORE UPDATE ON draw_slots
WHEN NEW.contest_id <> OLD.contest_id OR NEW.attempt <> OLD.attempt OR NEW.prize <> OLD.prize OR NEW.slot <> OLD.slot OR NEW.pick <> OLD.pick
    OR NEW.kind <> OLD.kind OR NEW.list_index <> OLD.list_index OR NEW.commitment IS NOT OLD.commitment OR NEW.entry_id <> OLD.entry_id
    OR (OLD.accepted_at > 0 AND (NEW.accepted_at <> OLD.accepted_at OR NEW.disqualified_at <> OLD.disqualified_at))
BEGIN
    SELECT RAISE(ABORT, 'a result does not change');
END;
-- +goose StatementEnd
