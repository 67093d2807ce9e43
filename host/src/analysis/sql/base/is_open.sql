CREATE OR REPLACE MACRO is_open(state) AS state IN ('open', 'reopened');

COMMENT ON MACRO is_open IS 'Whether a finding of a state asks for something to be done.';
