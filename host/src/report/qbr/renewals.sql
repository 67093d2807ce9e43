SELECT
    commitment_ends_on AS ends_on,
    CASE standing WHEN 'trial' THEN 'trial' ELSE 'commitment' END AS kind,
    product_name,
    seats,
    CASE WHEN auto_renew THEN 'yes' WHEN NOT auto_renew THEN 'no' END AS renews_by_itself,
    reducible_now,
    local_day(reducible_until) AS reducible_until,
    reducible_from
    {costs_of_renewals}
FROM reductions_as_of({day})
WHERE customer_key = {customer}
    AND commitment_ends_on BETWEEN {day} AND {day} + 365
    AND (standing = 'trial' OR coalesce(commitment_term_months, 12) > 1)
ORDER BY commitment_ends_on, product_name, subscription_id
