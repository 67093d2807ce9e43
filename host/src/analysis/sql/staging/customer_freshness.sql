-- Whether everything that is bought for a PSA customer was read.
CREATE OR REPLACE MACRO customer_freshness_as_of(on_day) AS TABLE
SELECT
    owners.psa || '/' || owners.psa_customer_id AS customer_key,
    bool_and(coalesce(part.fresh, account.fresh, false)) AS fresh
FROM customer_owners AS owners
LEFT JOIN fresh_parts_as_of(on_day) AS part
    ON part.connection = owners.connection
    AND part.customer_id = owners.customer_id
    AND part.dataset = 'subscriptions'
LEFT JOIN fresh_parts_as_of(on_day) AS account
    ON account.connection = owners.connection
    AND account.customer_id IS NULL
    AND account.dataset = 'subscriptions'
GROUP BY ALL;

COMMENT ON MACRO TABLE customer_freshness_as_of IS 'One row per PSA customer that is linked: whether the subscriptions of all its distributors'' customers were read completely.';
