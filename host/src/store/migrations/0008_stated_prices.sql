-- What the PSA itself writes as the price of a line, for whoever changes it there.

ALTER TABLE psa_contract_lines ADD COLUMN stated_price DECIMAL(18, 6);

COMMENT ON COLUMN psa_contract_lines.stated_price IS 'The unit price as the PSA writes it, with the tax and before the discount that it applies itself; null where it is unit_price.';
