-- What changed and was not taken further yet: whoever is killed between two steps leaves that behind.

CREATE TABLE pending (
    step VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    since TIMESTAMP NOT NULL
);

COMMENT ON TABLE pending IS 'One row per step that has to follow a change and was not done since: empty where the findings and the published copy are as new as the data.';
COMMENT ON COLUMN pending.step IS 'compare: the findings are older than the change; publish: the published copy is, where one is wanted.';
COMMENT ON COLUMN pending.change IS 'What changed, in words: a sync of sherweb.';
COMMENT ON COLUMN pending.since IS 'When it changed first (UTC).';
