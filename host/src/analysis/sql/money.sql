-- Exact arithmetic. In DuckDB the quotient of decimals is a binary fraction and their product keeps too few
-- digits; so amounts are counted in whole millionths, and rounded once, half away from zero. Whole numbers of
-- 64 bits are a hundred times faster than those of 128, so amounts below 100,000,000,000 take the former.
-- What is beyond all reason is unknown, never an error: one absurd row must not stop the views for everybody.
-- (The arguments may be sums, so TRY is not possible in most places; the bounds keep every step within its type.)
CREATE OR REPLACE MACRO units(quantity) AS CASE WHEN quantity BETWEEN -100000000 AND 100000000 THEN quantity END;

COMMENT ON MACRO units IS 'A quantity of one row; null above 100,000,000: then it is a price or an id in the wrong place.';

CREATE OR REPLACE MACRO cycle_months(months) AS CASE WHEN months BETWEEN 0 AND 1200 THEN months END;

COMMENT ON MACRO cycle_months IS 'The months of a billing cycle; null if nobody has such a cycle (over a century).';

CREATE OR REPLACE MACRO unit_total(total) AS coalesce(TRY_CAST(coalesce(total, 0) AS DECIMAL(18, 6)), 999999999999.999999);

COMMENT ON MACRO unit_total IS 'A sum of quantities; 0 of none, and the largest number of the type where the sum does not fit into it.';

CREATE OR REPLACE MACRO is_small(amount) AS abs(amount) < 100000000000;

COMMENT ON MACRO is_small IS 'Whether an amount in millionths, twice over, fits into 64 bits.';

CREATE OR REPLACE MACRO small_millionths(amount) AS
    (amount::DECIMAL(18, 6) - amount::DECIMAL(18, 6) % 1)::BIGINT * 1000000
    + ((amount::DECIMAL(18, 6) % 1) * 1000000)::BIGINT;

COMMENT ON MACRO small_millionths IS 'A small amount as a whole number of millionths.';

CREATE OR REPLACE MACRO millionths(amount) AS (amount::DECIMAL(38, 6) * 1000000)::HUGEINT;

COMMENT ON MACRO millionths IS 'The amount as a whole number of millionths.';

CREATE OR REPLACE MACRO from_millionths(count) AS
    count::HUGEINT::DECIMAL(32, 0) * 0.000001::DECIMAL(6, 6);

COMMENT ON MACRO from_millionths IS 'The amount of so many millionths.';

-- A macro is put in place as text, so each argument is named as rarely as can be.
CREATE OR REPLACE MACRO divide_rounded(dividend, divisor) AS CASE
    WHEN divisor > 0 THEN (2 * dividend + sign(dividend) * divisor) // (2 * divisor)
END;

COMMENT ON MACRO divide_rounded IS 'The quotient of two whole numbers, rounded half away from zero; null where the divisor is not positive.';

CREATE OR REPLACE MACRO times(quantity, amount) AS CASE
    WHEN quantity NOT BETWEEN -999999999999 AND 999999999999 OR amount NOT BETWEEN -99999999999999 AND 99999999999999
        THEN NULL
    WHEN TRY_CAST(quantity AS DECIMAL(18, 6)) % 1 = 0
        THEN amount::DECIMAL(38, 6) * quantity::DECIMAL(18, 6)::BIGINT
    ELSE (quantity::DECIMAL(38, 6) * amount::DECIMAL(38, 6))::DECIMAL(38, 6)
END;

COMMENT ON MACRO times IS 'quantity × amount, to the millionth.';

CREATE OR REPLACE MACRO divided(amount, quantity) AS CASE
    WHEN quantity > 0 AND TRY_CAST(quantity AS DECIMAL(18, 6)) % 1 = 0 AND quantity < 1000000000 AND is_small(amount)
        THEN from_millionths(divide_rounded(small_millionths(amount), quantity::DECIMAL(18, 6)::BIGINT))
    WHEN quantity > 0 AND quantity < 1000000 AND abs(amount) < 4000000
        THEN from_millionths(divide_rounded(small_millionths(amount) * 1000000, small_millionths(quantity)))
    WHEN quantity > 0 AND quantity < 100000000000000000000 AND amount BETWEEN -999999999999999 AND 999999999999999
        THEN from_millionths(divide_rounded(millionths(amount) * 1000000, millionths(quantity)))
END;

COMMENT ON MACRO divided IS 'amount ÷ quantity, to the millionth; null where the quantity is not positive.';

CREATE OR REPLACE MACRO monthly(amount, billing_cycle_months) AS CASE
    WHEN amount NOT BETWEEN -999999999999999 AND 999999999999999 THEN NULL
    WHEN billing_cycle_months = 1 THEN amount::DECIMAL(38, 6)
    WHEN billing_cycle_months = 0 THEN 0::DECIMAL(38, 6)
    WHEN billing_cycle_months > 1 AND is_small(amount)
        THEN from_millionths(divide_rounded(small_millionths(amount), billing_cycle_months::BIGINT))
    WHEN billing_cycle_months > 1
        THEN from_millionths(divide_rounded(millionths(amount), billing_cycle_months::HUGEINT))
END;

COMMENT ON MACRO monthly IS 'What an amount that is due once per billing cycle is per month. The cycle is how often the price is due, never the commitment. 0 where it does not recur, null where the cycle or the amount is unknown.';

CREATE OR REPLACE MACRO converted(amount, multiplier, divisor) AS
    TRY(from_millionths(divide_rounded(millionths(amount) * multiplier, divisor)));

COMMENT ON MACRO converted IS 'The amount in another currency; see rates_as_of for multiplier and divisor.';

CREATE OR REPLACE MACRO cents(amount) AS TRY_CAST(TRY_CAST(amount AS DECIMAL(38, 2)) AS DECIMAL(18, 2));

COMMENT ON MACRO cents IS 'The amount to two digits, rounded half away from zero; null if it does not fit the type.';

CREATE OR REPLACE MACRO in_percent(fraction) AS TRY_CAST(fraction * 100 AS DECIMAL(18, 1));

COMMENT ON MACRO in_percent IS 'A fraction in percent, with one digit; null if it is unknown or absurdly large.';
