-- What is one of which classes of findings. The lists of words are filled in from the table of classes.
CREATE OR REPLACE MACRO is_leakage(condition) AS condition IN ({leakage});

COMMENT ON MACRO is_leakage IS 'Whether a condition of a finding is leakage: bought and not billed.';

CREATE OR REPLACE MACRO is_over_billing(condition) AS condition IN ({over_billing});

COMMENT ON MACRO is_over_billing IS 'Whether a condition of a finding is over-billing: billed and not bought.';

CREATE OR REPLACE MACRO is_about_margin(condition) AS condition IN ({margin});

COMMENT ON MACRO is_about_margin IS 'Whether a condition of a finding is about what is sold for too little, or for nobody knows how much.';

CREATE OR REPLACE MACRO is_compared(condition) AS condition IN ({compared});

COMMENT ON MACRO is_compared IS 'Whether a finding of a condition comes from comparing what is bought with what is billed.';

CREATE OR REPLACE MACRO outlives_subscriptions(condition) AS condition IN ({outliving});

COMMENT ON MACRO outlives_subscriptions IS 'Whether a finding of a condition stays the same where a subscription is replaced by one with another id.';

CREATE OR REPLACE MACRO is_about_lines(condition) AS condition IN ({about_lines});

COMMENT ON MACRO is_about_lines IS 'Whether a change of contract lines settles a finding of a condition.';

CREATE OR REPLACE MACRO is_always_high(condition) AS condition IN ({always_high});

COMMENT ON MACRO is_always_high IS 'Whether a finding of a condition is severe whatever it is worth.';

CREATE OR REPLACE MACRO is_severe_by_deadline(condition) AS condition IN ({by_deadline});

COMMENT ON MACRO is_severe_by_deadline IS 'Whether the time that is left says how severe a finding of a condition is.';

CREATE OR REPLACE MACRO takes_the_place(stored, found) AS
    stored = found
    OR stored IN ({leakage}) AND found IN ({leakage})
    OR stored IN ({priced}) AND found IN ({priced});

COMMENT ON MACRO takes_the_place IS 'Whether a finding of the condition found, of the same customer and product, says now what one of the condition stored said.';

CREATE OR REPLACE MACRO condition_order(condition) AS list_position([{classes}], condition);

COMMENT ON MACRO condition_order IS 'The place of a condition of a finding in lists; null for an unknown one.';

COMMENT ON COLUMN findings.condition IS '{words}.';
COMMENT ON COLUMN findings.amount IS 'What it costs or exposes per month; null is unknown, not zero. {amounts}.';
