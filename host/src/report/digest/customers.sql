WITH {standing}
SELECT
    coalesce(customer_name, 'unknown') AS customer,
    currency,
    count(*) AS findings,
    cents(coalesce(sum(amount) FILTER (kind = 'certain'), 0)) AS certain,
    cents(coalesce(sum(amount) FILTER (kind = 'inferred'), 0)) AS inferred,
    cents(coalesce(sum(amount) FILTER (kind = 'estimated'), 0)) AS estimated
FROM standing
WHERE is_open AND is_leak AND amount IS NOT NULL
GROUP BY customer_name, currency
-- Amounts of different currencies cannot be compared: five of each.
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY sum(amount) DESC, customer_name) <= 5
ORDER BY currency, sum(amount) DESC, customer_name
