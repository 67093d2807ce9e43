-- Days and weeks are those of the operator's time zone; moments stay in UTC.

CREATE TABLE time_zones (
    time_zone VARCHAR NOT NULL,
    since TIMESTAMP NOT NULL,
    rules VARCHAR NOT NULL
);

COMMENT ON TABLE time_zones IS 'The time zones whose days and weeks this database has used. A weekly snapshot keeps the week that it was taken in, so weeks before a change are those of the earlier zone.';
COMMENT ON COLUMN time_zones.time_zone IS 'The name in the tz database: Pacific/Auckland.';
COMMENT ON COLUMN time_zones.since IS 'From when on (UTC) days and weeks are those of this zone.';
COMMENT ON COLUMN time_zones.rules IS 'A hash of its offsets from UTC, which tells whether the macros are up to date.';

-- Until now all days and weeks were those of UTC. A database without runs has none.
INSERT INTO time_zones
SELECT 'UTC', min(started_at), ''
FROM sync_runs
HAVING count(*) > 0;

-- These three are replaced by those of the operator's zone; see time_zone.rs.
CREATE MACRO time_zone() AS 'UTC';
CREATE MACRO utc_offset_at(moment) AS to_seconds(0);
CREATE MACRO utc_offset_on(on_day) AS to_seconds(0);

CREATE MACRO local_time(moment) AS moment::TIMESTAMP + utc_offset_at(moment::TIMESTAMP);
CREATE MACRO local_day(moment) AS local_time(moment)::DATE;
CREATE MACRO day_begins(on_day) AS on_day::DATE - utc_offset_on(on_day::DATE);

COMMENT ON MACRO time_zone IS 'The time zone whose days and weeks this database uses.';
COMMENT ON MACRO utc_offset_at IS 'How far the local clock is ahead of UTC at a moment (UTC).';
COMMENT ON MACRO utc_offset_on IS 'How far the local clock is ahead of UTC when a local day begins.';
COMMENT ON MACRO local_time IS 'What the local clock shows at a moment (UTC).';
COMMENT ON MACRO local_day IS 'The local day of a moment (UTC).';
COMMENT ON MACRO day_begins IS 'The moment (UTC) at which a local day begins.';

COMMENT ON COLUMN license_usage.iso_week IS 'The ISO week in the operator''s time zone: 2026-W47. Weeks before a change of the zone are those of the earlier zone; see time_zones.';
