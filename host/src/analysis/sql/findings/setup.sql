-- What the conditions are written into, and what they share. One row per finding that holds now.
CREATE OR REPLACE TEMP TABLE finding_candidates (
    condition VARCHAR NOT NULL,
    psa VARCHAR,
    psa_customer_id VARCHAR,
    customer_key VARCHAR NOT NULL,
    customer_name VARCHAR NOT NULL,
    product_key VARCHAR,
    product_name VARCHAR,
    -- seats or usage: a product may be both. Null where it is about neither.
    charge_model VARCHAR,
    vendors VARCHAR[] NOT NULL,
    seats DECIMAL(18, 6),
    amount DECIMAL(18, 2),
    revenue_gap DECIMAL(18, 2),
    currency VARCHAR,
    estimated BOOLEAN NOT NULL,
    confidence VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    deadline DATE,
    steps STRUCT(label VARCHAR, value VARCHAR)[] NOT NULL,
    -- Whether it is about what goes on ('live'), about what ended, about some subscriptions, or the customer.
    scope VARCHAR NOT NULL,
    -- The subscriptions, as connection/id, where it is about some alone.
    subscriptions VARCHAR[],
    -- Tells apart what is the same but for this: a currency.
    discriminator VARCHAR,
    fresh BOOLEAN NOT NULL
);

CREATE OR REPLACE TEMP TABLE finding_subscriptions AS
SELECT
    connection, subscription_id, customer_id, customer_key, own_product_key, product_key, charge_model, standing, standing_reason,
    seats, charge, cost_currency, monthly_cost, cost_unknown_because, bill_to_read, run_id
FROM subscription_money_as_of(getvariable('today')::DATE)
WHERE standing NOT IN ('excluded', 'one_time');

CREATE OR REPLACE TEMP TABLE finding_lines AS
WITH lines AS MATERIALIZED (
    SELECT psa, line_id, line_key, psa_customer_id, customer_key, product_key, import_id
    FROM contract_line_money_as_of(getvariable('today')::DATE)
    WHERE is_in_effect(standing)
)
SELECT psa, line_id, customer_key, import_id, product_key AS for_product
FROM lines
WHERE product_key IS NOT NULL
UNION ALL
-- The bundles that cover a product.
SELECT DISTINCT lines.psa, lines.line_id, lines.customer_key, lines.import_id, coalesce(families.family, rules.product_key)
FROM lines
JOIN cover_rules AS rules
    ON rules.psa = lines.psa
    AND rules.line_key = lines.line_key
    AND (rules.customer_id IS NULL OR rules.customer_id = lines.psa_customer_id)
LEFT JOIN product_families() AS families ON families.product_key = rules.product_key;

-- What was refused, and what it puts in doubt.
CREATE OR REPLACE TEMP TABLE finding_doubts AS
SELECT connection, subscription_id FROM doubts_as_of(getvariable('today')::DATE) WHERE subscription_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE finding_doubted AS FROM doubted_as_of(getvariable('today')::DATE);
