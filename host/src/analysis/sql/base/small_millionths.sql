CREATE OR REPLACE MACRO small_millionths(amount) AS
    (amount::DECIMAL(18, 6) - amount::DECIMAL(18, 6) % 1)::BIGINT * 1000000
    + ((amount::DECIMAL(18, 6) % 1) * 1000000)::BIGINT;

COMMENT ON MACRO small_millionths IS 'A small amount as a whole number of millionths.';
