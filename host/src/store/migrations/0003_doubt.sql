-- What a refused row is about, and whether the last comparison succeeded.

ALTER TABLE rejected_rows ADD COLUMN period_day DATE;
ALTER TABLE rejected_rows ADD COLUMN about JSON;

COMMENT ON COLUMN rejected_rows.period_day IS 'A day inside the billing period that was read; null where none was asked for.';
COMMENT ON COLUMN rejected_rows.about IS 'Whom and what the row names as far as that could be read, as a JSON object: customer_id, customer_name, subscription_id, publisher_product_id, publisher_sku_id, sku, product_name.';

CREATE TABLE comparisons (
    compared_at TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL,
    message VARCHAR
);

-- Findings of an earlier version are of when they were last seen.
INSERT INTO comparisons
SELECT max(last_seen_at), 'complete', NULL FROM findings HAVING count(*) > 0;

COMMENT ON TABLE comparisons IS 'The last comparison that succeeded and the last one that failed, a row for each: the findings are as of the former.';
COMMENT ON COLUMN comparisons.compared_at IS 'When both sides were compared (UTC).';
COMMENT ON COLUMN comparisons.status IS 'complete, or failed: then the findings stayed as they were.';
COMMENT ON COLUMN comparisons.message IS 'Why it failed; null where it did not.';
