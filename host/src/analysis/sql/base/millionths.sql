-- Exact arithmetic. In DuckDB the quotient of decimals is a binary fraction and their product keeps too few
-- digits; so amounts are counted in whole millionths, and rounded once, half away from zero. Whole numbers of
-- 64 bits are a hundred times faster than those of 128, so amounts below 100,000,000,000 take the former.
-- What is beyond all reason is unknown, never an error: one absurd row must not stop the views for everybody.
-- (The arguments may be sums, so TRY is not possible in most places; the bounds keep every step within its type.)
CREATE OR REPLACE MACRO millionths(amount) AS (amount::DECIMAL(38, 6) * 1000000)::HUGEINT;

COMMENT ON MACRO millionths IS 'The amount as a whole number of millionths.';
