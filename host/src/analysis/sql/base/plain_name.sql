-- Names of customers on bills differ from those of the list in blanks and capitals.
CREATE OR REPLACE MACRO plain_name(name) AS lower(regexp_replace(trim(name), '\s+', ' ', 'g'));

COMMENT ON MACRO plain_name IS 'A name without differences that do not matter: capitals and extra spaces.';
