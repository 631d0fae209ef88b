-- +goose Up
-- Legal terms freeze with the rules; amendments, overrides and purges stay as they were written.

-- +goose StatementBegin
CREATE TRIGGER contests_law_frozen BEFORE UPDATE ON contests
WHEN OLD.published_at > 0 AND (NEW.law_json <> OLD.law_json OR NEW.amended < OLD.amended)
BEGIN
    SELECT RAISE(ABORT, 'a published contest does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_amendments_frozen BEFORE UPDATE ON contest_amendments
WHEN NEW.contest_id <> OLD.contest_id OR NEW.no <> OLD.no OR NEW.rules_json <> OLD.rules_json OR NEW.text_fr <> OLD.text_fr
    OR NEW.text_en <> OLD.text_en OR NEW.said_fr <> OLD.said_fr OR NEW.said_en <> OLD.said_en OR NEW.code <> OLD.code
    OR NEW.reason <> OLD.reason OR NEW.law_json <> OLD.law_json OR NEW.claim_days <> OLD.claim_days OR NEW.amended_at <> OLD.amended_at
BEGIN
    SELECT RAISE(ABORT, 'an amendment does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_amendments_kept BEFORE DELETE ON contest_amendments
BEGIN
    SELECT RAISE(ABORT, 'an amendment does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_overrides_frozen BEFORE UPDATE ON contest_overrides
BEGIN
    SELECT RAISE(ABORT, 'an override does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_overrides_kept BEFORE DELETE ON contest_overrides
WHEN EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.published_at > 0)
BEGIN
    SELECT RAISE(ABORT, 'an override does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_purges_frozen BEFORE UPDATE ON contest_purges
BEGIN
    SELECT RAISE(ABORT, 'a purge does not change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contest_purges_kept BEFORE DELETE ON contest_purges
BEGIN
    SELECT RAISE(ABORT, 'a purge does not change');
END;
-- +goose StatementEnd
