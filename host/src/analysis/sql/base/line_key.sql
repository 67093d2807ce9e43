CREATE OR REPLACE MACRO line_key(product_code, product_name) AS CASE
    WHEN trim(product_code) <> ''
        AND trim(product_code) NOT IN (SELECT shared_codes.product_code FROM shared_codes)
        THEN 'code:' || trim(product_code)
    ELSE 'name:' || lower(regexp_replace(trim(product_name), '\s+', ' ', 'g'))
END;

COMMENT ON MACRO line_key IS 'The product of a contract line: code: and its code where all lines with the code can be of one product (see shared_codes), else name: and its name in lower case.';
