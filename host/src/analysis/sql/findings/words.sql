-- How a finding's arithmetic is written.

-- At least two digits, and more only where they are there.
CREATE OR REPLACE TEMP MACRO price(amount, currency) AS
    CASE
        WHEN amount IS NULL THEN 'unknown'
        WHEN amount = cents(amount) THEN cents(amount)::VARCHAR
        ELSE without_zeros(amount)
    END || coalesce(' ' || currency, '');

CREATE OR REPLACE TEMP MACRO percent(fraction) AS in_percent(fraction)::VARCHAR || ' %';

-- The keys of the rows of one table among the sources of a finding, as one text.
CREATE OR REPLACE TEMP MACRO subject_of(sources, of_table) AS array_to_string(list_sort(list_distinct(list_transform(
    list_filter(
        from_json(sources, '[{"table":"VARCHAR","key":{"connection":"VARCHAR","psa":"VARCHAR","id":"VARCHAR"}}]'),
        lambda source: source."table" = of_table
    ),
    lambda source: coalesce(source.key.connection, source.key.psa) || '/' || source.key.id
))), chr(30));

CREATE OR REPLACE TEMP MACRO step(label, value) AS {'label': label, 'value': value::VARCHAR};

CREATE OR REPLACE TEMP MACRO rate_steps(fx) AS list_transform(
    fx,
    lambda rate: step(
        'rate of ' || rate.valid_on::VARCHAR, '1 ' || rate.base || ' = ' || without_zeros(rate.rate) || ' ' || rate.quote
    )
);
