CREATE OR REPLACE MACRO line_cycle_months(months, first_day, final_day) AS CASE
    -- Distributors have few words for a cycle: days that are two or three whole years say more.
    -- Most lines are far from that, and the number of days tells it for less.
    WHEN final_day - first_day > 700 AND is_whole_cycle(first_day, final_day, 36) THEN 36
    WHEN final_day - first_day > 700 AND is_whole_cycle(first_day, final_day, 24) THEN 24
    WHEN months > 0 THEN cycle_months(months)
    WHEN is_whole_cycle(first_day, final_day, 1) THEN 1
    WHEN is_whole_cycle(first_day, final_day, 12) THEN 12
    ELSE months
END;

COMMENT ON MACRO line_cycle_months IS 'The months that a recurring line of a bill is charged for at once, from the cycle that it states and the days that it covers; 0: once; null if neither states it.';
