-- How prices are written, and which findings are about contract lines. Only this connection sees them.

-- At least two digits, and more only where they are there.
CREATE OR REPLACE TEMP MACRO priced(amount) AS
    CASE WHEN amount = cents(amount) THEN cents(amount)::VARCHAR ELSE without_zeros(amount) END;

-- What an amount of a month comes to in a billing period of a line; unknown where the period is.
CREATE OR REPLACE TEMP MACRO in_period(amount, months) AS CASE WHEN months > 0 THEN times(months, amount) END;

-- A price is rounded up, so that what is asked for is reached.
CREATE OR REPLACE TEMP MACRO cents_up(amount) AS
    cents(amount) + CASE WHEN cents(amount) < amount THEN 0.01 ELSE 0 END;

-- A price as the PSA writes it, where it adds tax or takes a discount itself: in the proportion of what it writes now. Less than
-- a hundredth of a cent comes from rounding.
CREATE OR REPLACE TEMP MACRO written(price, stated_price, unit_price) AS
    CASE WHEN stated_price IS NULL THEN price ELSE round(divided(times(price, stated_price), unit_price), 4) END;

-- Open, not muted, not stale, of a customer of the PSA, and about seats that its contract lines bill.
CREATE OR REPLACE TEMP MACRO line_findings(only_psa, profile) AS TABLE
SELECT
    finding_id, condition, psa, psa_customer_id, psa || '/' || psa_customer_id AS customer_key, customer_name,
    product_key, product_name, seats, currency, estimated, confidence
FROM findings
WHERE is_open(state)
    AND NOT stale
    AND is_about_lines(condition)
    AND psa_customer_id IS NOT NULL
    AND product_key IS NOT NULL
    AND CASE
        WHEN only_psa IS NOT NULL THEN psa = only_psa
        ELSE psa = profile OR psa IN (SELECT imports.psa FROM psa_imports AS imports WHERE imports.profile = profile)
    END;
