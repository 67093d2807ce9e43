-- The rates that hold on a day, in both directions.
CREATE OR REPLACE MACRO rates_as_of(on_day) AS TABLE
WITH latest AS (
    SELECT base, quote, arg_max(rate, valid_on) AS rate, max(valid_on) AS valid_on
    FROM fx_rates
    WHERE valid_on <= on_day::DATE AND rate > 0
    GROUP BY base, quote
)
SELECT
    base AS source, quote AS target, base, quote, rate, valid_on,
    (rate::DECIMAL(38, 9) * 1000000000)::HUGEINT AS multiplier,
    1000000000::HUGEINT AS divisor
FROM latest
UNION ALL
SELECT quote, base, base, quote, rate, valid_on, 1000000000, (rate::DECIMAL(38, 9) * 1000000000)::HUGEINT
FROM latest
WHERE NOT EXISTS (
    SELECT 1 FROM latest AS direct WHERE direct.base = latest.quote AND direct.quote = latest.base
);

COMMENT ON MACRO TABLE rates_as_of IS 'One row per pair of currencies that can be converted on a day: from source to target, by the last rate on or before the day. An amount is converted by multiplier ÷ divisor, whole numbers; the rate itself is as it was stated, from base to quote.';
