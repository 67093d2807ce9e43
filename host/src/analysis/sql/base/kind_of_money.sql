-- Kinds are never added to each other.
CREATE OR REPLACE MACRO kind_of_money(estimated, confidence) AS CASE
    WHEN coalesce(estimated, false) OR confidence = 'estimated' THEN 'estimated'
    WHEN confidence IN ('exact', 'confirmed') THEN 'certain'
    ELSE 'inferred'
END;

COMMENT ON MACRO kind_of_money IS 'How sure an amount is: certain (stated prices, exact and confirmed links), inferred (based on inferred links), or estimated.';
