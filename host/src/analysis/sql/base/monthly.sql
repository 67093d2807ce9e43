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
