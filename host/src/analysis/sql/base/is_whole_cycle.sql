-- Whether a line of a bill covers a whole cycle. A cycle that began on the 31st goes on on the 30th of a shorter month, and
-- from there to the 30th or the 31st; so what begins on the last day of a month may end on any day on which such a cycle ends.
CREATE OR REPLACE MACRO is_whole_cycle(first_day, final_day, months) AS
    final_day BETWEEN (first_day + to_months(months))::DATE - 1
        -- Some bills name the first day of the next cycle as the last one.
        AND CASE WHEN first_day = last_day(first_day) THEN last_day((first_day + to_months(months))::DATE)
            ELSE (first_day + to_months(months))::DATE END;

COMMENT ON MACRO is_whole_cycle IS 'Whether the days from first_day to final_day are a whole cycle of so many months; final_day is the last day, or the first one of the next cycle.';
