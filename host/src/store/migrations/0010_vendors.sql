-- What the distributors are called. From now on the manifests of the plugins say it; before, the views knew two by heart.

CREATE TABLE vendors (
    vendor VARCHAR NOT NULL,
    name VARCHAR NOT NULL
);

COMMENT ON TABLE vendors IS 'One row per distributor that was synced or stands in seatwise.toml with a trusted plugin.';
COMMENT ON COLUMN vendors.vendor IS 'The id of the distributor, as every row from it has it.';
COMMENT ON COLUMN vendors.name IS 'Its name as people write it, from the manifest of its plugin.';

INSERT INTO vendors
SELECT vendor, CASE vendor WHEN 'sherweb' THEN 'Sherweb' ELSE 'TD SYNNEX' END
FROM (
    SELECT vendor FROM connections
    UNION
    SELECT vendor FROM configured_connections
)
WHERE vendor IN ('sherweb', 'synnex');
