CREATE OR REPLACE MACRO takes_the_place(stored, found) AS
    stored = found
    OR stored IN ({leakage}) AND found IN ({leakage})
    OR stored IN ({priced}) AND found IN ({priced});

COMMENT ON MACRO takes_the_place IS 'Whether a finding of the condition found, of the same customer and product, says now what one of the condition stored said.';
