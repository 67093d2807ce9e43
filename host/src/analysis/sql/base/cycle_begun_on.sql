-- When the billing cycle that runs on a day began: whole cycles before or after a day on which one begins.
CREATE OR REPLACE MACRO cycle_begun_on(begins_on, months, on_day) AS CASE WHEN months > 0 THEN (
    begins_on + to_months(((floor(
        ((year(on_day::DATE) - year(begins_on)) * 12 + month(on_day::DATE) - month(begins_on)
            - (day(begins_on) > day(on_day::DATE) AND on_day::DATE <> last_day(on_day::DATE))::BIGINT) / months
    )) * months)::INTEGER)
)::DATE END;

COMMENT ON MACRO cycle_begun_on IS 'The first day of the cycle of so many months that runs on a day, where begins_on is the first day of one of its cycles; null where it has none.';
