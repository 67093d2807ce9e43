CREATE OR REPLACE MACRO is_leakage(condition) AS condition IN ({leakage});

COMMENT ON MACRO is_leakage IS 'Whether a condition of a finding is leakage: bought and not billed.';
