-- Writes the activities that are new.
INSERT INTO subscription_activities BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    incoming.subscription_id,
    incoming.customer_id,
    incoming.happened_at,
    incoming.action,
    incoming.outcome,
    incoming.details,
    incoming.seats,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
