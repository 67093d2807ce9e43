CREATE OR REPLACE MACRO is_about_margin(condition) AS condition IN ({margin});

COMMENT ON MACRO is_about_margin IS 'Whether a condition of a finding is about what is sold for too little, or for nobody knows how much.';
