-- Writes the meters that this week's snapshot does not have yet.
INSERT INTO license_usage BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('iso_week') AS iso_week,
    'meter' AS source,
    incoming.id,
    incoming.customer_id,
    incoming.subscription_id,
    incoming.platform_id,
    incoming.meter_id,
    incoming.meter_name,
    incoming.unit,
    incoming.total,
    incoming.used,
    incoming.available,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
