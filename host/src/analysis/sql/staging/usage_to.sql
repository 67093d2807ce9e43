CREATE OR REPLACE MACRO usage_to(on_day) AS (date_trunc('month', on_day::DATE) - INTERVAL 1 DAY)::DATE;

COMMENT ON MACRO usage_to IS 'The last day of that month.';
