-- What was used is charged afterwards, so it is compared by money, over the last whole month before the day.
CREATE OR REPLACE MACRO usage_from(on_day) AS
    (date_trunc('month', on_day::DATE) - INTERVAL 1 MONTH)::DATE;

COMMENT ON MACRO usage_from IS 'The first day of the last whole month before a day: the period that usage is compared over.';

CREATE OR REPLACE MACRO usage_to(on_day) AS (date_trunc('month', on_day::DATE) - INTERVAL 1 DAY)::DATE;

COMMENT ON MACRO usage_to IS 'The last day of that month.';

CREATE OR REPLACE MACRO usage_charges_as_of(on_day) AS TABLE
SELECT
    connection,
    customer_id,
    subscription_id,
    product_key(vendor, NULL, NULL, sku, product_name) AS own_product_key,
    vendor,
    min(product_name) AS product_name,
    direction,
    kind,
    currency,
    sum(amount)::DECIMAL(38, 6) AS amount,
    count(*) FILTER (amount IS NULL OR currency IS NULL) AS unknown
FROM assigned_charges() AS charges
WHERE kind IN ('usage', 'credit')
    AND coalesce(billing_period_to, charge_to, period_day) BETWEEN usage_from(on_day) AND usage_to(on_day)
    AND missing_since IS NULL
    AND first_seen_at < end_of_day(on_day)
GROUP BY ALL;

COMMENT ON MACRO TABLE usage_charges_as_of IS 'One row per customer, subscription, product, direction, kind and currency: what usage and credits came to in the last whole month before a day. unknown counts lines without an amount.';
