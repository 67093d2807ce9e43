-- The same subscription of the publisher at two distributors.
CREATE OR REPLACE MACRO duplicate_subscriptions_as_of(on_day) AS TABLE
WITH members AS (
    SELECT *
    FROM subscription_money_as_of(on_day)
    WHERE publisher_subscription_id IS NOT NULL AND standing IN ('billable', 'in_doubt')
        AND standing_reason IS DISTINCT FROM 'missing'
)
SELECT
    arg_min(psa, (standing, connection)) AS psa,
    arg_min(psa_customer_id, (standing, connection)) AS psa_customer_id,
    arg_min(customer_key, (standing, connection)) AS customer_key,
    arg_min(customer_name, (standing, connection)) AS customer_name,
    arg_min(product_key, (standing, connection)) AS product_key,
    arg_min(product_name, (standing, connection)) AS product_name,
    publisher_subscription_id,
    list(DISTINCT vendor ORDER BY vendor) AS vendors,
    list(connection || '/' || subscription_id ORDER BY connection, subscription_id) AS subscriptions,
    max(seats) AS seats,
    CASE WHEN count(DISTINCT cost_currency) FILTER (standing = 'in_doubt') = 1
        THEN min(cost_currency) FILTER (standing = 'in_doubt') END AS currency,
    CASE WHEN count(DISTINCT cost_currency) FILTER (standing = 'in_doubt') = 1
        AND count(*) FILTER (standing = 'in_doubt' AND monthly_cost IS NULL) = 0
        THEN sum(monthly_cost) FILTER (standing = 'in_doubt') END::DECIMAL(38, 6) AS monthly_cost,
    coalesce(bool_or(cost_basis = 'catalogue') FILTER (standing = 'in_doubt'), false) AS estimated,
    bool_and(fresh) AS fresh
FROM members
GROUP BY publisher_subscription_id
HAVING count(DISTINCT connection) > 1;

COMMENT ON MACRO TABLE duplicate_subscriptions_as_of IS 'One row per subscription of a publisher that two connections list on a day; columns as in duplicate_subscriptions.';

CREATE OR REPLACE VIEW duplicate_subscriptions AS FROM duplicate_subscriptions_as_of(analysis_day());

COMMENT ON VIEW duplicate_subscriptions IS 'One row per subscription of a publisher that two connections list: most likely it was transferred, and the one that was seen first may still be charged.';
COMMENT ON COLUMN duplicate_subscriptions.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN duplicate_subscriptions.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN duplicate_subscriptions.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN duplicate_subscriptions.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN duplicate_subscriptions.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN duplicate_subscriptions.product_name IS 'Its name.';
COMMENT ON COLUMN duplicate_subscriptions.publisher_subscription_id IS 'The publisher''s id of the subscription.';
COMMENT ON COLUMN duplicate_subscriptions.vendors IS 'The distributors that list it.';
COMMENT ON COLUMN duplicate_subscriptions.subscriptions IS 'Connection and id of each.';
COMMENT ON COLUMN duplicate_subscriptions.seats IS 'Its seats.';
COMMENT ON COLUMN duplicate_subscriptions.currency IS 'ISO 4217 code of monthly_cost.';
COMMENT ON COLUMN duplicate_subscriptions.monthly_cost IS 'What the earlier ones cost in a month if they are still charged; null is unknown.';
COMMENT ON COLUMN duplicate_subscriptions.estimated IS 'Whether monthly_cost is a catalogue price.';
COMMENT ON COLUMN duplicate_subscriptions.fresh IS 'Whether the last reads of the customers were complete.';
