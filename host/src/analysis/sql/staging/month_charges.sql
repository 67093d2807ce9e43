CREATE OR REPLACE MACRO month_charges_as_of(on_day) AS TABLE
SELECT
    counts_as,
    connection,
    customer_id,
    subscription_id,
    own_product_key,
    vendor,
    min(product_name) AS product_name,
    direction,
    currency,
    sum(amount)::DECIMAL(38, 6) AS amount,
    count(*) FILTER (amount IS NULL OR currency IS NULL) AS unknown
FROM bill_lines_since(usage_from(on_day), on_day)
WHERE counts_as IN ('usage', 'unmatched')
    AND customer_id IS NOT NULL
    AND period_ends_on BETWEEN usage_from(on_day) AND usage_to(on_day)
GROUP BY ALL;

COMMENT ON MACRO TABLE month_charges_as_of IS 'One row per customer, subscription, product, direction and currency of the last whole month''s bill: the total of usage and its credits (counts_as usage), and what no subscription explains (unmatched). unknown counts lines without an amount.';
