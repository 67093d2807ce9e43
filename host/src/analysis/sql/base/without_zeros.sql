CREATE OR REPLACE MACRO without_zeros(amount) AS rtrim(rtrim(amount::DECIMAL(38, 9)::VARCHAR, '0'), '.');

COMMENT ON MACRO without_zeros IS 'A number as text, without zeros at its end: 12.500000 is 12.5, and 12.000000 is 12.';
