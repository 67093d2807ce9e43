CREATE OR REPLACE MACRO is_small(amount) AS abs(amount) < 100000000000;

COMMENT ON MACRO is_small IS 'Whether an amount in millionths, twice over, fits into 64 bits.';
