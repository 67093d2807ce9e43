CREATE OR REPLACE MACRO from_millionths(count) AS
    count::HUGEINT::DECIMAL(32, 0) * 0.000001::DECIMAL(6, 6);

COMMENT ON MACRO from_millionths IS 'The amount of so many millionths.';
