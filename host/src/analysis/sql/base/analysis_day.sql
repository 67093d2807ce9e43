-- Through epoch_us: a client with DuckDB's time zone extension would shift a cast of now().
CREATE OR REPLACE MACRO analysis_day() AS local_day(make_timestamp(epoch_us(now())));

COMMENT ON MACRO analysis_day IS 'Today in the operator''s time zone; see time_zone().';
