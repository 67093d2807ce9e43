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
FROM subscription_money_as_of(getvariable('today')::DATE)
WHERE standing NOT IN ('excluded', 'one_time');

CREATE OR REPLACE TEMP TABLE finding_lines AS
SELECT lines.*, lines.product_key AS for_product
FROM contract_line_money_as_of(getvariable('today')::DATE) AS lines
WHERE lines.standing IN ('billed', 'free') AND lines.product_key IS NOT NULL
UNION ALL
-- The bundles that cover a product.
SELECT DISTINCT lines.*, coalesce(families.family, rules.product_key)
FROM contract_line_money_as_of(getvariable('today')::DATE) AS lines
JOIN cover_rules AS rules
    ON rules.psa = lines.psa
    AND rules.line_key = lines.line_key
    AND (rules.customer_id IS NULL OR rules.customer_id = lines.psa_customer_id)
LEFT JOIN product_families() AS families ON families.product_key = rules.product_key
WHERE lines.standing IN ('billed', 'free');

-- What was refused, and what it puts in doubt.
CREATE OR REPLACE TEMP TABLE finding_doubts AS
SELECT connection, subscription_id FROM doubts_as_of(getvariable('today')::DATE) WHERE subscription_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE finding_doubted AS FROM doubted_as_of(getvariable('today')::DATE);
