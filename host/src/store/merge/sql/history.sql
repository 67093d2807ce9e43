-- Writes the history of the subscriptions: the span that is open must say what the subscription is.
--
-- A subscription that goes missing or comes back begins a new span too, so that the history never
-- claims to know what nobody read. A new name, a contact or a date that only rolls on begins none.

CREATE OR REPLACE TEMP VIEW present AS
SELECT
    vendor,
    connection,
    id AS subscription_id,
    customer_id,
    sku,
    publisher_product_id,
    publisher_sku_id,
    product_name,
    status,
    missing_since IS NOT NULL AS missing,
    charge_model,
    trial,
    billing_cycle,
    billing_cycle_months,
    commitment_term,
    commitment_term_months,
    commitment_ends_on,
    auto_renew,
    seats,
    renewal_seats,
    unit_cost,
    unit_price,
    list_price,
    currency,
    coalesce(missing_since, last_seen_at) AS seen_at
FROM license_subscriptions
WHERE connection = getvariable('connection');

UPDATE subscription_history AS open
SET valid_to = present.seen_at
FROM present
WHERE open.connection = present.connection
    AND open.subscription_id = present.subscription_id
    AND open.valid_to IS NULL
    AND row(
        open.customer_id, open.sku, open.publisher_product_id, open.publisher_sku_id, open.status,
        open.missing, open.charge_model, open.trial, open.billing_cycle, open.commitment_term,
        open.commitment_ends_on, open.auto_renew, open.seats, open.renewal_seats, open.unit_cost,
        open.unit_price, open.list_price, open.currency
    ) IS DISTINCT FROM row(
        present.customer_id, present.sku, present.publisher_product_id, present.publisher_sku_id,
        present.status, present.missing, present.charge_model, present.trial, present.billing_cycle,
        present.commitment_term, present.commitment_ends_on, present.auto_renew, present.seats,
        present.renewal_seats, present.unit_cost, present.unit_price, present.list_price, present.currency
    );

-- A span that ends when it begins says nothing.
DELETE FROM subscription_history
WHERE connection = getvariable('connection') AND valid_to <= valid_from;

INSERT INTO subscription_history BY NAME
SELECT
    present.* EXCLUDE (seen_at),
    present.seen_at AS valid_from,
    getvariable('run_id') AS run_id
FROM present
ANTI JOIN (
    FROM subscription_history
    WHERE connection = getvariable('connection') AND valid_to IS NULL
) AS open
    ON open.subscription_id = present.subscription_id;
