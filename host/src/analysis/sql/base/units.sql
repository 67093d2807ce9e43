-- What is beyond all reason is unknown, never an error: one absurd row must not stop the views for everybody.
CREATE OR REPLACE MACRO units(quantity) AS CASE WHEN quantity BETWEEN -100000000 AND 100000000 THEN quantity END;

COMMENT ON MACRO units IS 'A quantity of one row; null above 100,000,000: then it is a price or an id in the wrong place.';
