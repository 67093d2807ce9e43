-- Without a table expression of its own at its head: below one, DuckDB reads all columns whatever is asked for.
CREATE OR REPLACE MACRO assigned_charges_since(since) AS TABLE
SELECT
    charges.* REPLACE (
        coalesce(listed.customer_id, CASE WHEN found.id IS NULL THEN charges.customer_id ELSE found.customer_id END) AS customer_id,
        listed.id AS subscription_id
    ),
    -- What a line is about is the product of its subscription, whatever the line calls it.
    coalesce(listed.own_product_key, found.own_product_key) AS own_product_key,
    coalesce(listed.product_key, families.family, found.own_product_key) AS product_key,
    CASE WHEN found.id IS NOT NULL THEN found.joined_by WHEN listed.id IS NOT NULL THEN 'distributor_id' END AS joined_by,
    found.possible_subscriptions,
    listed.status AS subscription_status,
    listed.charge_model AS subscription_charge_model
FROM charges
LEFT JOIN known_bill_lines AS found ON found.connection = charges.connection AND found.id = charges.id
LEFT JOIN product_families() AS families ON families.product_key = found.own_product_key
LEFT JOIN listed_products() AS listed
    ON listed.connection = charges.connection
    AND listed.id = CASE WHEN found.id IS NULL THEN charges.subscription_id ELSE found.subscription_id END
WHERE coalesce(coalesce(charges.charge_to, charges.billing_period_to, last_day(charges.period_day), charges.invoice_date) >= since, true);

COMMENT ON MACRO TABLE assigned_charges_since IS 'One row per row of charges that ends on a day or later, or has no day; columns as those of assigned_charges.';

CREATE OR REPLACE MACRO assigned_charges() AS TABLE FROM assigned_charges_since(DATE '0001-01-01');

COMMENT ON MACRO TABLE assigned_charges IS 'One row per row of charges, never more or fewer: which customer, which product (see named_charges) and which subscription it is about. joined_by: distributor_id, publisher_id, or customer_and_product (the SKU, else the product or an alias of it) where the customer has only one such subscription; customer_product_and_seats where it has several and the bill has a line with the seats of each; one_of_several where it cannot be determined which (possible_subscriptions); null where there is none. subscription_status and subscription_charge_model are those of the subscription now.';
