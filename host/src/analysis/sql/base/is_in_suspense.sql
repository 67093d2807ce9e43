CREATE OR REPLACE MACRO is_in_suspense(standing) AS standing IN ('in_doubt', 'pending');

COMMENT ON MACRO is_in_suspense IS 'Whether it is open if the seats of a subscription of a standing count: they are in doubt, or not there yet; see subscription_money.standing.';
