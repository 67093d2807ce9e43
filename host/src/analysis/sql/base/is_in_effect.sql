CREATE OR REPLACE MACRO is_in_effect(standing) AS standing IN ('billed', 'free');

COMMENT ON MACRO is_in_effect IS 'Whether a contract line of a standing gives its units on the day, charged or not; see contract_line_money.standing.';
