CREATE OR REPLACE MACRO is_compared(condition) AS condition IN ({compared});

COMMENT ON MACRO is_compared IS 'Whether a finding of a condition comes from comparing what is bought with what is billed.';
