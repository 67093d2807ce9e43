-- Finds the stored rows that a complete read no longer contains.
--
-- `expected` (made for each dataset) has the live rows of what was read. A row that was rejected
-- this time was there, so it is not missing.
CREATE OR REPLACE TEMP TABLE missing AS
SELECT expected.stored_row
FROM expected
ANTI JOIN (FROM changes WHERE stored_row IS NOT NULL) AS seen ON seen.stored_row = expected.stored_row
WHERE expected.proves_absence
    AND NOT EXISTS (
        FROM rejected
        WHERE rejected.key = expected.id
            AND (rejected.customer_id IS NULL OR rejected.customer_id = expected.customer_id)
    );
