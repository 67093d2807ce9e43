CREATE OR REPLACE MACRO outlives_subscriptions(condition) AS condition IN ({outliving});

COMMENT ON MACRO outlives_subscriptions IS 'Whether a finding of a condition stays the same where a subscription is replaced by one with another id.';
