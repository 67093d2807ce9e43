CREATE OR REPLACE MACRO is_over_billing(condition) AS condition IN ({over_billing});

COMMENT ON MACRO is_over_billing IS 'Whether a condition of a finding is over-billing: billed and not bought.';
