-- The names take their places when the macros are installed: a subquery could not stand in a lambda.
CREATE OR REPLACE MACRO vendor_name(vendor) AS vendor;

COMMENT ON MACRO vendor_name IS 'The name of a distributor as people write it; its id if no name is known (see the table vendors).';
