-- Computed once for the month, for both.
CREATE OR REPLACE TEMP TABLE month_money AS FROM subscription_money_as_of(DATE '{month_end}');
CREATE TEMP MACRO subscription_money_as_of(on_day) AS TABLE FROM month_money;

INSERT INTO months
SELECT DATE '{month_end}', * FROM margin_as_of(DATE '{month_end}') WHERE customer_key = {customer};

INSERT INTO months_charged
SELECT DATE '{month_end}', currency, monthly_amount
FROM suspended_but_charged_as_of(DATE '{month_end}')
WHERE customer_key = {customer};

DROP MACRO TABLE temp.subscription_money_as_of;
