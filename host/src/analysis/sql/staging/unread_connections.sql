CREATE OR REPLACE MACRO unread_connections() AS TABLE
SELECT known.vendor, known.connection
FROM (SELECT vendor, connection FROM connections UNION SELECT vendor, connection FROM configured_connections) AS known
ANTI JOIN (FROM sync_checkpoints WHERE dataset = 'subscriptions' AND last_complete_at IS NOT NULL) AS complete
    ON complete.connection = known.connection;

COMMENT ON MACRO TABLE unread_connections IS 'One row per connection of which no list of subscriptions was ever read completely: what is bought there is unknown.';
