-- How a finding's arithmetic is written.
CREATE OR REPLACE TEMP MACRO plain(amount) AS
    rtrim(rtrim(amount::DECIMAL(38, 6)::VARCHAR, '0'), '.');

-- At least two digits, and more only where they are there.
CREATE OR REPLACE TEMP MACRO price(amount, currency) AS
    CASE
        WHEN amount IS NULL THEN 'unknown'
        WHEN amount = cents(amount) THEN cents(amount)::VARCHAR
        ELSE plain(amount)
    END || coalesce(' ' || currency, '');

CREATE OR REPLACE TEMP MACRO percent(fraction) AS in_percent(fraction)::VARCHAR || ' %';

CREATE OR REPLACE TEMP MACRO step(label, value) AS {'label': label, 'value': value::VARCHAR};

CREATE OR REPLACE TEMP MACRO rate_steps(fx) AS list_transform(
    fx,
    lambda rate: step(
        'rate of ' || rate.valid_on::VARCHAR, '1 ' || rate.base || ' = ' || rtrim(rtrim(rate.rate::VARCHAR, '0'), '.') || ' ' || rate.quote
    )
);
