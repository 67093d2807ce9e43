-- Whom the money of a distributor's customer belongs to.
CREATE OR REPLACE VIEW customer_owners AS
SELECT
    connection,
    customer_id,
    min(psa) AS psa,
    arg_min(psa_customer_id, (psa, psa_customer_id)) AS psa_customer_id,
    arg_min(basis, (psa, psa_customer_id)) AS basis
FROM customer_links
WHERE state = 'linked' AND owner
GROUP BY connection, customer_id;

COMMENT ON VIEW customer_owners IS 'One row per distributor''s customer that is linked: the PSA customer whose contracts its cost is compared with.';
COMMENT ON COLUMN customer_owners.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN customer_owners.customer_id IS 'The distributor''s customer; see customers.id.';
COMMENT ON COLUMN customer_owners.psa IS 'The name of the PSA instance.';
COMMENT ON COLUMN customer_owners.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN customer_owners.basis IS 'What the link is based on: exact, confirmed or inferred.';
