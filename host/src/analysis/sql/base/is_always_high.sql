CREATE OR REPLACE MACRO is_always_high(condition) AS condition IN ({always_high});

COMMENT ON MACRO is_always_high IS 'Whether a finding of a condition is severe whatever it is worth.';
