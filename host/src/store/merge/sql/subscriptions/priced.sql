-- Notes when the prices of known subscriptions were read.
UPDATE license_subscriptions
SET priced_at = getvariable('seen_at')
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE incoming.priced
    AND license_subscriptions.rowid = changes.stored_row;
