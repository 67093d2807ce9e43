CREATE OR REPLACE MACRO divided(amount, quantity) AS CASE
    WHEN quantity > 0 AND TRY_CAST(quantity AS DECIMAL(18, 6)) % 1 = 0 AND quantity < 1000000000 AND is_small(amount)
        THEN from_millionths(divide_rounded(small_millionths(amount), quantity::DECIMAL(18, 6)::BIGINT))
    WHEN quantity > 0 AND quantity < 1000000 AND abs(amount) < 4000000
        THEN from_millionths(divide_rounded(small_millionths(amount) * 1000000, small_millionths(quantity)))
    WHEN quantity > 0 AND quantity < 100000000000000000000 AND amount BETWEEN -999999999999999 AND 999999999999999
        THEN from_millionths(divide_rounded(millionths(amount) * 1000000, millionths(quantity)))
END;

COMMENT ON MACRO divided IS 'amount ÷ quantity, to the millionth; null where the quantity is not positive.';
