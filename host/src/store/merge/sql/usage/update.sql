-- Writes the meters of this week that changed.
UPDATE license_usage
SET
    subscription_id = incoming.subscription_id,
    platform_id = incoming.platform_id,
    meter_id = incoming.meter_id,
    meter_name = incoming.meter_name,
    unit = incoming.unit,
    total = incoming.total,
    used = incoming.used,
    available = incoming.available,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND license_usage.rowid = changes.stored_row;
