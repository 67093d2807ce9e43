CREATE OR REPLACE MACRO found_bill_lines() AS TABLE
SELECT charges.connection, charges.id, found.customer_id, found.subscription_id, found.own_product_key, found.joined_by,
    found.possible_subscriptions
FROM looked_up_charges() AS found
JOIN charges ON charges.rowid = found.line
QUALIFY row_number() OVER (PARTITION BY charges.connection, charges.id ORDER BY found.line) = 1;

COMMENT ON MACRO TABLE found_bill_lines IS 'The rows of known_bill_lines according to the current bills, subscriptions, customers and families; every comparison stores them.';
