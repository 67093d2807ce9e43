-- Helpers of an import. They live in its scratch file.

-- A quotient of whole numbers, halves away from zero. DuckDB's own division of decimals is binary.
CREATE MACRO rounded_quotient(numerator, denominator) AS
    CASE WHEN (numerator < 0) <> (denominator < 0) THEN -1 ELSE 1 END
    * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)));

-- Amounts are multiplied and divided as whole millionths: DuckDB's product of two decimals of 18 digits
-- has 18 digits again, and overflows.
CREATE MACRO millionths(amount) AS (amount::DECIMAL(25, 6) * 1000000)::HUGEINT;

-- What does not fit is unknown.
CREATE MACRO from_millionths(units) AS
    CASE
        WHEN abs(units) < 1000000000000000000
            THEN (units::DECIMAL(20, 0) * 0.000001)::DECIMAL(18, 6)
    END;

-- The quotient and the product of two decimals of six places.
CREATE MACRO quotient(amount, divisor) AS
    from_millionths(rounded_quotient(millionths(amount) * 1000000, millionths(divisor)));

CREATE MACRO product(amount, factor) AS
    from_millionths(rounded_quotient(millionths(amount) * millionths(factor), 1000000));

-- Whether a price for so many units makes the extended price, but for what the rounding of prices to
-- half a cent a unit, and of the sum to a cent, can make of it.
CREATE MACRO makes(price, units, extended) AS
    abs(millionths(price) * millionths(units) - millionths(extended) * 1000000)
        <= 10000000000 + abs(millionths(units)) * 5000;

-- Whether an amount times a quantity is larger than the total of a line can be.
CREATE MACRO is_beyond(amount, units) AS
    abs(millionths(amount)) * abs(millionths(units)) > getvariable('largest_line_total')::HUGEINT * 1000000000000;

-- A domain out of what people write: https://www.example.com/about, someone@example.com.
CREATE MACRO domain_of(address) AS nullif(
    regexp_replace(
        regexp_extract(
            regexp_replace(lower(trim(address)), '^[a-z]+://|^mailto:', ''),
            '^(?:[^@/]*@)?([^/:?#\s]+\.[^/:?#\s]+)', 1
        ),
        '^www\.|\.$', ''
    ),
    ''
);

-- The currency that a mark in a number means, where it can mean only one; see currency.rs.
CREATE MACRO single_currency(currencies) AS
    CASE WHEN length(currencies) = 5 THEN trim(currencies) END;

-- The letters and digits of a name: what is left where marks and blanks do not count.
CREATE MACRO letters_of(name) AS
    coalesce(nullif(regexp_replace(lower(name), '[^\pL\pN\pM]+', '', 'g'), ''), name);

-- Whether a text is a long number as spreadsheets show it, 1.002E+14, or programs that took it for a fraction,
-- 1.002e14. Its last digits are lost.
CREATE MACRO is_shortened(text) AS
    regexp_full_match(text, '[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}|[0-9]\.[0-9]{2,}[eE][0-9]{2}');
