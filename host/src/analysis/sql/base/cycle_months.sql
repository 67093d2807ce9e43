CREATE OR REPLACE MACRO cycle_months(months) AS CASE WHEN months BETWEEN 0 AND 1200 THEN months END;

COMMENT ON MACRO cycle_months IS 'The months of a billing cycle; null if nobody has such a cycle (over a century).';
