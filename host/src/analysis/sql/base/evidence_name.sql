CREATE OR REPLACE MACRO evidence_name(rank) AS ['exact', 'confirmed', 'inferred', 'estimated'][rank];

COMMENT ON MACRO evidence_name IS 'The word for evidence_rank.';
