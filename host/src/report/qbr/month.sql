INSERT INTO months
SELECT DATE '{month_end}', * FROM margin_as_of(DATE '{month_end}') WHERE customer_key = {customer};
