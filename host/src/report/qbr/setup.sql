-- The customer at each distributor.
CREATE TEMP TABLE owned AS
SELECT connection, customer_id FROM customer_owners WHERE psa || '/' || psa_customer_id = {customer}
UNION
SELECT customers.connection, customers.id
FROM customers
WHERE customers.connection || '/' || customers.id = {customer};

-- Since when what is bought, and what is billed, is known. Before that it is unknown, not zero.
CREATE TEMP TABLE known_since AS
SELECT
    (
        SELECT min(history.valid_from)
        FROM subscription_history AS history
        SEMI JOIN owned ON owned.connection = history.connection AND owned.customer_id = history.customer_id
    ) AS bought,
    (
        SELECT min(valid_from) FROM psa_contract_line_history WHERE psa || '/' || customer_id = {customer}
    ) AS billed;

CREATE TEMP TABLE month_ends AS SELECT unnest([{month_ends}]) AS month_end;

CREATE TEMP TABLE months AS SELECT NULL::DATE AS month_end, * FROM margin_as_of({day}) LIMIT 0;

CREATE TEMP TABLE months_charged (month_end DATE, currency VARCHAR, monthly_amount DECIMAL(38, 6));
