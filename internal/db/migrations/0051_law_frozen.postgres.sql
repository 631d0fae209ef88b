-- +goose Up
-- Legal terms freeze with the rules; amendments, overrides and purges stay as they were written.

CREATE TRIGGER contests_law_frozen BEFORE UPDATE ON contests
    FOR EACH ROW WHEN (OLD.published_at > 0 AND (NEW.law_json <> OLD.law_json OR NEW.amended < OLD.amended))
    EXECUTE FUNCTION refuse_change('a published contest does not change');

CREATE TRIGGER contest_amendments_frozen BEFORE UPDATE ON contest_amendments
    FOR EACH ROW WHEN (NEW.contest_id <> OLD.contest_id OR NEW.no <> OLD.no OR NEW.rules_json <> OLD.rules_json OR NEW.text_fr <> OLD.text_fr
    OR NEW.text_en <> OLD.text_en OR NEW.said_fr <> OLD.said_fr OR NEW.said_en <> OLD.said_en OR NEW.code <> OLD.code
    OR NEW.reason <> OLD.reason OR NEW.law_json <> OLD.law_json OR NEW.claim_days <> OLD.claim_days OR NEW.amended_at <> OLD.amended_at)
    EXECUTE FUNCTION refuse_change('an amendment does not change');

CREATE TRIGGER contest_amendments_kept BEFORE DELETE ON contest_amendments
    FOR EACH ROW
    EXECUTE FUNCTION refuse_change('an amendment does not change');

CREATE TRIGGER contest_overrides_frozen BEFORE UPDATE ON contest_overrides
    FOR EACH ROW
    EXECUTE FUNCTION refuse_change('an override does not change');

-- +goose StatementBegin
CREATE FUNCTION contest_overrides_kept() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.published_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER contest_overrides_kept BEFORE DELETE ON contest_overrides
    FOR EACH ROW EXECUTE FUNCTION contest_overrides_kept('an override does not change');

CREATE TRIGGER contest_purges_frozen BEFORE UPDATE ON contest_purges
    FOR EACH ROW
    EXECUTE FUNCTION refuse_change('a purge does not change');

CREATE TRIGGER contest_purges_kept BEFORE DELETE ON contest_purges
    FOR EACH ROW
    EXECUTE FUNCTION refuse_change('a purge does not change');
