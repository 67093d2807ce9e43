CREATE OR REPLACE MACRO cents(amount) AS TRY_CAST(TRY_CAST(amount AS DECIMAL(38, 2)) AS DECIMAL(18, 2));

COMMENT ON MACRO cents IS 'The amount to two digits, rounded half away from zero; null if it does not fit the type.';
