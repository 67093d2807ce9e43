-- Writes the activities that changed.
UPDATE subscription_activities
SET
    subscription_id = incoming.subscription_id,
    customer_id = incoming.customer_id,
    happened_at = incoming.happened_at,
    action = incoming.action,
    outcome = incoming.outcome,
    details = incoming.details,
    seats = incoming.seats,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND subscription_activities.rowid = changes.stored_row;
