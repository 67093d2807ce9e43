-- Removes what a merge leaves in the connection.
DROP VIEW IF EXISTS temp.main.psa_incoming;
DROP TABLE IF EXISTS temp.main.psa_known_customers;
DROP TABLE IF EXISTS temp.main.psa_known_names;
DROP TABLE IF EXISTS temp.main.psa_identified;
DROP TABLE IF EXISTS temp.main.psa_found_customers;
DROP TABLE IF EXISTS temp.main.psa_named_customers;
DROP TABLE IF EXISTS temp.main.psa_new_customers;
DROP TABLE IF EXISTS temp.main.psa_changes;
DROP TABLE IF EXISTS temp.main.psa_live;
DROP TABLE IF EXISTS temp.main.psa_gone;
DROP TABLE IF EXISTS temp.main.psa_spans;
DETACH DATABASE IF EXISTS seatwise_psa;
