CREATE OR REPLACE MACRO times(quantity, amount) AS CASE
    WHEN quantity NOT BETWEEN -999999999999 AND 999999999999 OR amount NOT BETWEEN -99999999999999 AND 99999999999999
        THEN NULL
    WHEN TRY_CAST(quantity AS DECIMAL(18, 6)) % 1 = 0
        THEN amount::DECIMAL(38, 6) * quantity::DECIMAL(18, 6)::BIGINT
    ELSE (quantity::DECIMAL(38, 6) * amount::DECIMAL(38, 6))::DECIMAL(38, 6)
END;

COMMENT ON MACRO times IS 'quantity × amount, to the millionth.';
