SELECT
    (SELECT count(*) FROM findings WHERE {listed}) AS findings,
    (SELECT count(*) FROM customer_margin_as_of({day})) AS customers,
    (SELECT count(*) FROM (SELECT DISTINCT product_key, coalesce(currency, known_cost_currency, known_revenue_currency) FROM margin_as_of({day})))
        AS products,
    (SELECT count(*) FROM renewals_as_of({day})) AS renewals,
    (SELECT count(*) FROM unmatched_as_of({day})) AS unmatched
