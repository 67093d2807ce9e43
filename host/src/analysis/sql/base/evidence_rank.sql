-- The weakest of several kinds of evidence counts.
CREATE OR REPLACE MACRO evidence_rank(basis) AS CASE basis
    WHEN 'exact' THEN 1
    WHEN 'confirmed' THEN 2
    WHEN 'inferred' THEN 3
    WHEN 'estimated' THEN 4
END;

COMMENT ON MACRO evidence_rank IS 'How weak evidence is: exact 1, confirmed 2, inferred 3, estimated 4.';
