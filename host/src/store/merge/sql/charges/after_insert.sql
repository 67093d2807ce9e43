-- A line that was read before its customer was known belongs to that customer now.
UPDATE charges
SET customer_id = bill_names.customer_id
FROM bill_names
WHERE charges.connection = getvariable('connection')
    AND charges.customer_id IS NULL
    AND bill_names.customer_id IS NOT NULL
    AND lower(trim(charges.customer_name)) = bill_names.name;
