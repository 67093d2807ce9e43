COMMENT ON COLUMN findings.condition IS '{words}.';
COMMENT ON COLUMN findings.amount IS 'What it costs or exposes per month; null is unknown, not zero. {amounts}.';
