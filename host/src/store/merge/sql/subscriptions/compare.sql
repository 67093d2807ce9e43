-- Compares the subscriptions that were read with those that are stored. The key is `id`.

-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT staged_rows.* REPLACE (
    json_or_text(staged_rows.committed) AS committed,
    json_or_text(staged_rows.extra) AS extra
),
    term_months(staged_rows.billing_cycle) AS billing_cycle_months,
    term_months(staged_rows.commitment_term) AS commitment_term_months
FROM staged_rows
SEMI JOIN last_rows ON last_rows.staged_row = staged_rows.staged_row;

CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    incoming.staged_row,
    stored.rowid AS stored_row,
    stored.missing_since IS NOT NULL AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN row(
            incoming.customer_id, incoming.publisher_subscription_id, incoming.sku,
            incoming.publisher_product_id, incoming.publisher_sku_id, incoming.product_name,
            incoming.friendly_name, incoming.status, incoming.charge_model, incoming.trial,
            incoming.commitment_term, incoming.purchased_at, incoming.starts_on,
            incoming.commitment_ends_on, incoming.renews_on, incoming.renewal_computed,
            incoming.auto_renew, incoming.cancellable_until, incoming.seats, incoming.renewal_seats,
            incoming.committed, incoming.updated_at, incoming.extra
        ) IS DISTINCT FROM row(
            stored.customer_id, stored.publisher_subscription_id, stored.sku, stored.publisher_product_id,
            stored.publisher_sku_id, stored.product_name, stored.friendly_name, stored.status,
            stored.charge_model, stored.trial, stored.commitment_term, stored.purchased_at,
            stored.starts_on, stored.commitment_ends_on, stored.renews_on, stored.renewal_computed,
            stored.auto_renew, stored.cancellable_until, stored.seats, stored.renewal_seats,
            stored.committed::VARCHAR, stored.updated_at, stored.extra::VARCHAR
        ) THEN 'changed'
        WHEN incoming.priced AND row(
            incoming.billing_cycle, incoming.unit_cost, incoming.unit_price, incoming.list_price,
            incoming.currency
        ) IS DISTINCT FROM row(
            stored.billing_cycle, stored.unit_cost, stored.unit_price, stored.list_price, stored.currency
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN license_subscriptions AS stored
    ON stored.connection = getvariable('connection')
    AND stored.id = incoming.id;

CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.customer_id,
    coalesce(by_customer.proves_absence, getvariable('account_proves_absence')) AS proves_absence,
    coalesce(by_customer.listed, true) AS listed
FROM license_subscriptions AS stored
LEFT JOIN customer_scope AS by_customer ON by_customer.customer_id = stored.customer_id
WHERE stored.connection = getvariable('connection')
    AND stored.missing_since IS NULL
    AND (
        getvariable('account_read')
        OR by_customer.customer_id IS NOT NULL
    );
