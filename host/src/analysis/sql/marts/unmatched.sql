-- What cannot be compared, and the monthly cost that is at stake.
CREATE OR REPLACE MACRO unmatched_as_of(on_day) AS TABLE
WITH
    compared AS MATERIALIZED (
        SELECT * FROM reconciliation_as_of(on_day) WHERE mapping IN ('customer_unmatched', 'product_unmatched', 'in_review')
            AND (subscriptions > 0 OR charge_model = 'usage')
    ),
    proposals AS (
        SELECT
            connection || '/' || customer_id AS customer_key,
            CASE WHEN bool_or(state = 'not_a_customer') THEN 'not_a_customer' WHEN bool_or(state = 'review') THEN 'in_review' END
                AS decision
        FROM customer_links
        GROUP BY connection, customer_id
    ),
    customers_at_stake AS (
        SELECT
            compared.customer_key,
            min(compared.customer_name) AS customer_name,
            list_sort(list_distinct(flatten(list(compared.vendors)))) AS vendors,
            compared.cost_currency,
            count(*) AS products,
            TRY_CAST(sum(seats_bought) AS DECIMAL(18, 6)) AS seats,
            sum(monthly_cost)::DECIMAL(38, 6) AS monthly_cost,
            sum(costs_unknown)::BIGINT AS costs_unknown,
            bool_or(cost_estimated) AS estimated,
            -- Whom the list of customers does not have yet cannot be matched: it must have been read completely.
            bool_and(compared.fresh AND coalesce(listed.id IS NOT NULL OR listing.fresh, false)) AS fresh
        FROM compared
        LEFT JOIN customers AS listed ON listed.connection || '/' || listed.id = compared.customer_key
        LEFT JOIN fresh_parts_as_of(on_day) AS listing
            ON listing.connection = split_part(compared.customer_key, '/', 1)
            AND listing.dataset = 'customers'
            AND listing.customer_id IS NULL
        WHERE mapping = 'customer_unmatched'
        GROUP BY compared.customer_key, compared.cost_currency
    ),
    -- Lines of a bill that nothing else counts.
    loose_lines AS (
        SELECT
            connection, vendor, customer_id, coalesce(customer_name, '(no customer named)') AS customer_name,
            CASE WHEN customer_id IS NOT NULL THEN product_key END AS product_key,
            CASE WHEN customer_id IS NOT NULL THEN product_name END AS product_name,
            currency,
            count(*) FILTER (monthly_amount IS NULL OR currency IS NULL) AS costs_unknown,
            sum(monthly_amount)::DECIMAL(38, 6) AS monthly_amount
        FROM bill_lines_since(usage_from(on_day), on_day)
        WHERE direction = 'payable'
            AND counts_as = 'unmatched'
            AND period_ends_on BETWEEN usage_from(on_day) AND usage_to(on_day)
        GROUP BY ALL
    )
SELECT
    'customer' AS kind,
    NULL::VARCHAR AS psa,
    NULL::VARCHAR AS psa_customer_id,
    stake.customer_key,
    stake.customer_name,
    NULL::VARCHAR AS product_key,
    NULL::VARCHAR AS product_name,
    NULL::VARCHAR AS charge_model,
    stake.vendors,
    vendor_label(stake.vendors) AS vendor,
    proposals.decision,
    stake.products,
    stake.seats,
    stake.cost_currency AS currency,
    stake.monthly_cost,
    stake.costs_unknown,
    stake.estimated,
    stake.fresh
FROM customers_at_stake AS stake
LEFT JOIN proposals ON proposals.customer_key = stake.customer_key
UNION ALL
SELECT
    'product', psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors, vendor_label(vendors),
    CASE mapping WHEN 'in_review' THEN 'in_review' END, 1, seats_bought, cost_currency, monthly_cost, costs_unknown,
    cost_estimated, fresh
FROM compared
WHERE mapping <> 'customer_unmatched'
UNION ALL
SELECT
    'charge',
    owners.psa,
    owners.psa_customer_id,
    coalesce(owners.psa || '/' || owners.psa_customer_id, loose.connection || '/' || coalesce(loose.customer_id, '')),
    loose.customer_name,
    loose.product_key,
    loose.product_name,
    NULL,
    [loose.vendor],
    vendor_name(loose.vendor),
    NULL,
    NULL,
    NULL,
    loose.currency,
    loose.monthly_amount,
    loose.costs_unknown,
    false,
    true
FROM loose_lines AS loose
LEFT JOIN customer_owners AS owners
    ON owners.connection = loose.connection AND owners.customer_id = loose.customer_id;

COMMENT ON MACRO TABLE unmatched_as_of IS 'One row per customer, product or bill line without a counterpart on a day; columns as in unmatched.';

CREATE OR REPLACE VIEW unmatched AS FROM unmatched_as_of(analysis_day());

COMMENT ON VIEW unmatched IS 'One row per distributor''s customer and currency that is linked to no customer of the PSA, per customer and product that is linked to no contract line anywhere (or waits for a decision), and per customer, product and currency of the last whole month''s bill whose lines no subscription explains.';
COMMENT ON COLUMN unmatched.kind IS 'customer, product, or charge: lines of the last whole month''s bill that name no customer or no subscription, begin after the subscription ended, or are of an unknown kind; see bill_lines.';
COMMENT ON COLUMN unmatched.psa IS 'The PSA instance of the customer (products).';
COMMENT ON COLUMN unmatched.psa_customer_id IS 'The PSA''s customer (products); see psa_customers.id.';
COMMENT ON COLUMN unmatched.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN unmatched.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN unmatched.product_key IS 'The product (products); see license_rollup.product_key.';
COMMENT ON COLUMN unmatched.product_name IS 'Its name.';
COMMENT ON COLUMN unmatched.charge_model IS 'seats or usage (products).';
COMMENT ON COLUMN unmatched.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN unmatched.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN unmatched.decision IS 'in_review: a proposal waits for a decision; not_a_customer: a person said that the PSA has no such customer; null: nothing was proposed.';
COMMENT ON COLUMN unmatched.products IS 'How many products are at stake.';
COMMENT ON COLUMN unmatched.seats IS 'Their seats.';
COMMENT ON COLUMN unmatched.currency IS 'ISO 4217 code of monthly_cost.';
COMMENT ON COLUMN unmatched.monthly_cost IS 'What they cost in a month, as far as it is known.';
COMMENT ON COLUMN unmatched.costs_unknown IS 'Subscriptions or lines without a known cost.';
COMMENT ON COLUMN unmatched.estimated IS 'Whether the cost is based on a catalogue price or a converted currency.';
COMMENT ON COLUMN unmatched.fresh IS 'Whether the last read of the customer''s subscriptions was complete.';
