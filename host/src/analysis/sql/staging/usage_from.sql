-- What was used is charged afterwards, so it is compared by money, over the last whole month before the day.
CREATE OR REPLACE MACRO usage_from(on_day) AS
    (date_trunc('month', on_day::DATE) - INTERVAL 1 MONTH)::DATE;

COMMENT ON MACRO usage_from IS 'The first day of the last whole month before a day: the period that usage is compared over.';
