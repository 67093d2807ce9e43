CREATE OR REPLACE MACRO unit_total(total) AS coalesce(TRY_CAST(coalesce(total, 0) AS DECIMAL(18, 6)), 999999999999.999999);

COMMENT ON MACRO unit_total IS 'A sum of quantities; 0 of none, and the largest number of the type where the sum does not fit into it.';
