-- Both sides of today, which most conditions share.

-- Each of these is a statement of its own: together they would need three times the memory.
CREATE OR REPLACE TEMP TABLE finding_compared AS
SELECT customer_key, product_key, charge_model, mapping, cost_currency, monthly_cost, revenue_currency, monthly_revenue
FROM reconciliation_as_of(getvariable('today')::DATE);

CREATE OR REPLACE TEMP TABLE finding_leakage AS FROM leakage_as_of(getvariable('today')::DATE);

CREATE OR REPLACE TEMP TABLE finding_leak_parts AS FROM leak_parts_as_of(getvariable('today')::DATE);
