CREATE OR REPLACE MACRO converted(amount, multiplier, divisor) AS
    TRY(from_millionths(divide_rounded(millionths(amount) * multiplier, divisor)));

COMMENT ON MACRO converted IS 'The amount in another currency; see rates_as_of for multiplier and divisor.';
