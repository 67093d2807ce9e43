CREATE OR REPLACE MACRO is_severe_by_deadline(condition) AS condition IN ({by_deadline});

COMMENT ON MACRO is_severe_by_deadline IS 'Whether the time that is left says how severe a finding of a condition is.';
