CREATE OR REPLACE MACRO condition_order(condition) AS list_position([{classes}], condition);

COMMENT ON MACRO condition_order IS 'The place of a condition of a finding in lists; null for an unknown one.';
