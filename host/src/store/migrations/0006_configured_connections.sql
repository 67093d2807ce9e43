-- Which distributors there are, whether they were ever read or not.

CREATE TABLE configured_connections (
    connection VARCHAR NOT NULL,
    vendor VARCHAR NOT NULL
);

COMMENT ON TABLE configured_connections IS 'One row per connection of seatwise.toml when both sides were last compared: one that was never read may have what is billed.';
COMMENT ON COLUMN configured_connections.connection IS 'The name of the connection in seatwise.toml.';
COMMENT ON COLUMN configured_connections.vendor IS 'The distributor: sherweb, synnex …';
