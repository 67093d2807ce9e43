CREATE OR REPLACE MACRO vendor_label(vendors) AS CASE len(vendors)
    WHEN 0 THEN NULL
    WHEN 1 THEN vendor_name(vendors[1])
    ELSE 'Mixed'
END;

COMMENT ON MACRO vendor_label IS 'The name of the only distributor of a list, or Mixed; null for none.';
