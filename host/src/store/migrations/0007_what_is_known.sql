-- What every comparison finds out once and nearly every view asks for: which products are one, and what a line of a bill is
-- about that does not name a subscription by the distributor's id.

CREATE TABLE known_families (
    product_key VARCHAR NOT NULL,
    family VARCHAR NOT NULL
);

COMMENT ON TABLE known_families IS 'One row per product key that is one with others, as of the last comparison; see the macro product_families.';
COMMENT ON COLUMN known_families.product_key IS 'The product.';
COMMENT ON COLUMN known_families.family IS 'The key by which all products that are one are compared.';

CREATE TABLE known_bill_lines (
    connection VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    customer_id VARCHAR,
    subscription_id VARCHAR,
    own_product_key VARCHAR,
    joined_by VARCHAR,
    possible_subscriptions VARCHAR[]
);

COMMENT ON TABLE known_bill_lines IS 'One row per line of a bill that does not name a subscription by the distributor''s id, as of the last comparison: what it is about; see the view bill_lines.';
COMMENT ON COLUMN known_bill_lines.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN known_bill_lines.id IS 'The line; see charges.id.';
COMMENT ON COLUMN known_bill_lines.customer_id IS 'The customer; see customers.id.';
COMMENT ON COLUMN known_bill_lines.subscription_id IS 'The subscription, where it is known; see license_subscriptions.id.';
COMMENT ON COLUMN known_bill_lines.own_product_key IS 'The product on the bill, as the distributor lists it.';
COMMENT ON COLUMN known_bill_lines.joined_by IS 'How the subscription is known; see bill_lines.joined_by.';
COMMENT ON COLUMN known_bill_lines.possible_subscriptions IS 'Where it is one_of_several: which.';
