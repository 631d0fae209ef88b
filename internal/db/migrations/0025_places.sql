-- +goose Up
-- Where people meet a campaign: sites that show it, and short links to it.

-- Which sites may show campaigns in a frame. A row without campaign is the brand's; a
-- campaign's own row stands in its place, also where it names no site.
CREATE TABLE embed_sites (
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    kind            TEXT NOT NULL,                -- poll, contest, survey; empty: the whole brand
    campaign_id     TEXT NOT NULL,                -- empty: the whole brand
    sites           TEXT NOT NULL,                -- one origin a line; *: any site
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (brand_id, kind, campaign_id)
);

-- Codes on posters and packs outlive what they lead to: no row is ever deleted, so that no
-- code is given out twice.
CREATE TABLE short_links (
    code            TEXT PRIMARY KEY,
    brand_id        TEXT NOT NULL REFERENCES brands (id),
    kind            TEXT NOT NULL,
    campaign_id     TEXT NOT NULL,
    label           TEXT NOT NULL,                -- where it hangs; empty: the campaign's first
    created_at      BIGINT NOT NULL
);
CREATE INDEX short_links_campaign ON short_links (kind, campaign_id);
CREATE UNIQUE INDEX short_links_first ON short_links (kind, campaign_id) WHERE label = '';

-- How often a link was followed. Of who followed it nothing is kept.
CREATE TABLE short_link_hours (
    code            TEXT NOT NULL,
    hour            BIGINT NOT NULL,              -- when it began
    hits            BIGINT NOT NULL,
    PRIMARY KEY (code, hour)
);

-- By which way a ballot came: beside the vote's own page, in a frame or from a tablet.
ALTER TABLE ballots ADD COLUMN source TEXT NOT NULL DEFAULT '';        -- embed, kiosk; empty: the page, or the API
ALTER TABLE pending_votes ADD COLUMN source TEXT NOT NULL DEFAULT '';
