-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    staged_rows.* REPLACE (
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
            incoming.customer_id,
            incoming.publisher_subscription_id,
            incoming.sku,
            incoming.publisher_product_id,
            incoming.publisher_sku_id,
            incoming.product_name,
            incoming.friendly_name,
            incoming.status,
            incoming.charge_model,
            incoming.trial,
            incoming.seats,
            incoming.renewal_seats,
            incoming.commitment_term,
            incoming.purchased_at,
            incoming.starts_on,
            incoming.commitment_ends_on,
            incoming.renews_on,
            incoming.renewal_computed,
            incoming.auto_renew,
            incoming.cancellable_until,
            incoming.committed,
            incoming.updated_at,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.customer_id,
            stored.publisher_subscription_id,
            stored.sku,
            stored.publisher_product_id,
            stored.publisher_sku_id,
            stored.product_name,
            stored.friendly_name,
            stored.status,
            stored.charge_model,
            stored.trial,
            stored.seats,
            stored.renewal_seats,
            stored.commitment_term,
            stored.purchased_at,
            stored.starts_on,
            stored.commitment_ends_on,
            stored.renews_on,
            stored.renewal_computed,
            stored.auto_renew,
            stored.cancellable_until,
            stored.committed::VARCHAR,
            stored.updated_at,
            stored.extra::VARCHAR
        ) THEN 'changed'
        WHEN incoming.priced AND row(
            incoming.billing_cycle,
            incoming.unit_cost,
            incoming.unit_price,
            incoming.list_price,
            incoming.currency
        ) IS DISTINCT FROM row(
            stored.billing_cycle,
            stored.unit_cost,
            stored.unit_price,
            stored.list_price,
            stored.currency
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
    stored.customer_id AS customer_id,
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

UPDATE license_subscriptions
SET
    customer_id = incoming.customer_id,
    publisher_subscription_id = incoming.publisher_subscription_id,
    sku = incoming.sku,
    publisher_product_id = incoming.publisher_product_id,
    publisher_sku_id = incoming.publisher_sku_id,
    product_name = incoming.product_name,
    friendly_name = incoming.friendly_name,
    status = incoming.status,
    charge_model = incoming.charge_model,
    trial = incoming.trial,
    seats = incoming.seats,
    renewal_seats = incoming.renewal_seats,
    billing_cycle = CASE WHEN incoming.priced THEN incoming.billing_cycle ELSE license_subscriptions.billing_cycle END,
    billing_cycle_months = CASE WHEN incoming.priced THEN incoming.billing_cycle_months ELSE license_subscriptions.billing_cycle_months END,
    commitment_term = incoming.commitment_term,
    commitment_term_months = incoming.commitment_term_months,
    purchased_at = incoming.purchased_at,
    starts_on = incoming.starts_on,
    commitment_ends_on = incoming.commitment_ends_on,
    renews_on = incoming.renews_on,
    renewal_computed = incoming.renewal_computed,
    auto_renew = incoming.auto_renew,
    cancellable_until = incoming.cancellable_until,
    committed = incoming.committed,
    unit_cost = CASE WHEN incoming.priced THEN incoming.unit_cost ELSE license_subscriptions.unit_cost END,
    unit_price = CASE WHEN incoming.priced THEN incoming.unit_price ELSE license_subscriptions.unit_price END,
    list_price = CASE WHEN incoming.priced THEN incoming.list_price ELSE license_subscriptions.list_price END,
    currency = CASE WHEN incoming.priced THEN incoming.currency ELSE license_subscriptions.currency END,
    updated_at = incoming.updated_at,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND license_subscriptions.rowid = changes.stored_row;

INSERT INTO license_subscriptions BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    incoming.customer_id,
    incoming.publisher_subscription_id,
    incoming.sku,
    incoming.publisher_product_id,
    incoming.publisher_sku_id,
    incoming.product_name,
    incoming.friendly_name,
    incoming.status,
    incoming.charge_model,
    incoming.trial,
    incoming.seats,
    incoming.renewal_seats,
    CASE WHEN incoming.priced THEN incoming.billing_cycle END AS billing_cycle,
    CASE WHEN incoming.priced THEN incoming.billing_cycle_months END AS billing_cycle_months,
    incoming.commitment_term,
    incoming.commitment_term_months,
    incoming.purchased_at,
    incoming.starts_on,
    incoming.commitment_ends_on,
    incoming.renews_on,
    incoming.renewal_computed,
    incoming.auto_renew,
    incoming.cancellable_until,
    incoming.committed,
    CASE WHEN incoming.priced THEN incoming.unit_cost END AS unit_cost,
    CASE WHEN incoming.priced THEN incoming.unit_price END AS unit_price,
    CASE WHEN incoming.priced THEN incoming.list_price END AS list_price,
    CASE WHEN incoming.priced THEN incoming.currency END AS currency,
    incoming.updated_at,
    incoming.extra,
    CASE WHEN incoming.priced THEN getvariable('seen_at') END AS priced_at,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
