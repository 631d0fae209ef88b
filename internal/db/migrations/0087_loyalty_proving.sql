-- +goose Up
-- Who proves the books of a brand at the moment. Large books take minutes, and one proof at a time
-- is enough, on whatever server. A row that is not renewed is that of a server which is gone.
CREATE TABLE ly_proving (
    brand               TEXT PRIMARY KEY REFERENCES brands (id),
    holder              TEXT NOT NULL,
    since_at            BIGINT NOT NULL,
    until_at            BIGINT NOT NULL
);
