-- Every view works on any day, and on the rows as they were at the end of that day in the operator's time zone.
CREATE OR REPLACE MACRO end_of_day(on_day) AS day_begins(on_day::DATE + 1);

COMMENT ON MACRO end_of_day IS 'The first moment (UTC) after a day of the operator''s time zone.';
