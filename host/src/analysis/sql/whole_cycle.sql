-- Whether a line of a bill covers a whole cycle. A cycle that began on the 31st goes on on the 30th of a shorter month, and
-- from there to the 30th or the 31st; so what begins on the last day of a month may end on any day on which such a cycle ends.
CREATE OR REPLACE MACRO is_whole_cycle(first_day, final_day, months) AS
    final_day BETWEEN (first_day + to_months(months))::DATE - 1
        -- Some bills name the first day of the next cycle as the last one.
        AND CASE WHEN first_day = last_day(first_day) THEN last_day((first_day + to_months(months))::DATE)
            ELSE (first_day + to_months(months))::DATE END;

COMMENT ON MACRO is_whole_cycle IS 'Whether the days from first_day to final_day are a whole cycle of so many months; final_day is the last day, or the first one of the next cycle.';

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

CREATE OR REPLACE MACRO paid_months(billing_cycle_months, commitment_term_months) AS
    CASE WHEN billing_cycle_months = 0 AND commitment_term_months > 0 THEN cycle_months(commitment_term_months)
        ELSE cycle_months(billing_cycle_months) END;

COMMENT ON MACRO paid_months IS 'The months that a subscription is paid for at once: those of its billing cycle; for one that is paid once for its term, those of the term.';
