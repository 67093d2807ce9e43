CREATE OR REPLACE MACRO usage_charges_as_of(on_day) AS TABLE
SELECT * EXCLUDE (counts_as) FROM month_charges_as_of(on_day) WHERE counts_as = 'usage';

COMMENT ON MACRO TABLE usage_charges_as_of IS 'One row per customer, subscription, product, direction and currency: the total of usage and its credits in the last whole month before a day. unknown counts lines without an amount.';
