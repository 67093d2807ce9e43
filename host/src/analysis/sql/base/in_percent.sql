CREATE OR REPLACE MACRO in_percent(fraction) AS TRY_CAST(fraction * 100 AS DECIMAL(18, 1));

COMMENT ON MACRO in_percent IS 'A fraction in percent, with one digit; null if it is unknown or absurdly large.';
