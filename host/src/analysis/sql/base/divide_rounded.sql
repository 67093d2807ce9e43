-- A macro is put in place as text, so each argument is named as rarely as can be.
CREATE OR REPLACE MACRO divide_rounded(dividend, divisor) AS CASE
    WHEN divisor > 0 THEN (2 * dividend + sign(dividend) * divisor) // (2 * divisor)
END;

COMMENT ON MACRO divide_rounded IS 'The quotient of two whole numbers, rounded half away from zero; null where the divisor is not positive.';
