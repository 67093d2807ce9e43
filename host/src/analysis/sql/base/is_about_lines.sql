CREATE OR REPLACE MACRO is_about_lines(condition) AS condition IN ({about_lines});

COMMENT ON MACRO is_about_lines IS 'Whether a change of contract lines settles a finding of a condition.';
