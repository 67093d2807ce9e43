-- The vendor side: what the distributors say, and how fresh it is.
--
-- No table has a primary key or an index: they make loading several times slower and the file larger.
-- That keys are unique is a property of the merge, which checks it.

CREATE TABLE schema_migrations (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE schema_migrations IS 'One row per change of the schema that was applied to this file.';
COMMENT ON COLUMN schema_migrations.version IS 'The number of the change.';
COMMENT ON COLUMN schema_migrations.name IS 'What the change is about.';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied (UTC).';

CREATE MACRO term_months(term) AS CASE term
    WHEN 'none' THEN 0
    WHEN 'one-time' THEN 0
    WHEN 'monthly' THEN 1
    WHEN 'quarterly' THEN 3
    WHEN 'semiannual' THEN 6
    WHEN 'annual' THEN 12
    WHEN 'biennial' THEN 24
    WHEN 'triennial' THEN 36
END;

COMMENT ON MACRO term_months IS 'A term in months: 0 where it does not recur, null where it is unknown or no whole number of months.';

CREATE TABLE connections (
    connection VARCHAR NOT NULL,
    vendor VARCHAR NOT NULL,
    first_run_at TIMESTAMP NOT NULL,
    last_run_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE connections IS 'One row per connection that has synced at least once.';
COMMENT ON COLUMN connections.connection IS 'The name of the connection in seatwise.toml.';
COMMENT ON COLUMN connections.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN connections.first_run_at IS 'When its first run was merged (UTC).';
COMMENT ON COLUMN connections.last_run_at IS 'When its last run was merged (UTC).';
COMMENT ON COLUMN connections.run_id IS 'Its last run; see sync_runs.';

CREATE TABLE sync_runs (
    run_id VARCHAR NOT NULL,
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL,
    plan VARCHAR,
    rows_read BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_missing BIGINT NOT NULL,
    rows_returned BIGINT NOT NULL,
    rows_removed BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    rows_duplicate BIGINT NOT NULL,
    partitions_read BIGINT NOT NULL,
    partitions_stale BIGINT NOT NULL,
    message VARCHAR
);

COMMENT ON TABLE sync_runs IS 'One row per sync run that reached this file.';
COMMENT ON COLUMN sync_runs.run_id IS 'The id of the run.';
COMMENT ON COLUMN sync_runs.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN sync_runs.connection IS 'The connection that was synced.';
COMMENT ON COLUMN sync_runs.started_at IS 'When the run started to read (UTC).';
COMMENT ON COLUMN sync_runs.finished_at IS 'When the run was merged into this file (UTC).';
COMMENT ON COLUMN sync_runs.status IS 'complete; incomplete: something could not be read; held_back: a read returned suspiciously little; failed: nothing could be read.';
COMMENT ON COLUMN sync_runs.plan IS 'What the run was to read, as the sync wrote it down.';
COMMENT ON COLUMN sync_runs.rows_read IS 'Rows read in complete partitions, duplicates included.';
COMMENT ON COLUMN sync_runs.rows_added IS 'Rows that were not there before.';
COMMENT ON COLUMN sync_runs.rows_changed IS 'Rows of which at least one field changed.';
COMMENT ON COLUMN sync_runs.rows_unchanged IS 'Rows that were the same as before.';
COMMENT ON COLUMN sync_runs.rows_missing IS 'Rows newly marked missing_since.';
COMMENT ON COLUMN sync_runs.rows_returned IS 'Rows that were missing and came back; they count as changed or unchanged too.';
COMMENT ON COLUMN sync_runs.rows_removed IS 'Charge lines that are no longer on the bill that was read again.';
COMMENT ON COLUMN sync_runs.rows_rejected IS 'Rows that break a rule; see rejected_rows.';
COMMENT ON COLUMN sync_runs.rows_duplicate IS 'Rows whose key came again later in the same read; the last one counts.';
COMMENT ON COLUMN sync_runs.partitions_read IS 'Partitions (the account, a customer, a billing period …) that were read to their end.';
COMMENT ON COLUMN sync_runs.partitions_stale IS 'Partitions that failed or did not finish; their rows are as they were.';
COMMENT ON COLUMN sync_runs.message IS 'What a person should know about the run; null when all went well.';

CREATE TABLE sync_run_datasets (
    run_id VARCHAR NOT NULL,
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    merged_at TIMESTAMP NOT NULL,
    staged VARCHAR NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_missing BIGINT NOT NULL,
    rows_returned BIGINT NOT NULL,
    rows_removed BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    rows_duplicate BIGINT NOT NULL,
    partitions_read BIGINT NOT NULL,
    partitions_stale BIGINT NOT NULL,
    held_back VARCHAR
);

COMMENT ON TABLE sync_run_datasets IS 'One row per run and dataset: what the merge did. It makes merging the same run twice harmless.';
COMMENT ON COLUMN sync_run_datasets.run_id IS 'The run; see sync_runs.';
COMMENT ON COLUMN sync_run_datasets.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN sync_run_datasets.connection IS 'The connection that was synced.';
COMMENT ON COLUMN sync_run_datasets.dataset IS 'customers, subscriptions, usage, payable-charges, receivable-charges, products or activities.';
COMMENT ON COLUMN sync_run_datasets.status IS 'complete, incomplete, held_back or failed.';
COMMENT ON COLUMN sync_run_datasets.merged_at IS 'When the dataset was merged (UTC).';
COMMENT ON COLUMN sync_run_datasets.staged IS 'How much was staged when it was merged; a run that staged no more is not merged again.';
COMMENT ON COLUMN sync_run_datasets.rows_read IS 'Rows read in complete partitions, duplicates included.';
COMMENT ON COLUMN sync_run_datasets.rows_added IS 'Rows that were not there before.';
COMMENT ON COLUMN sync_run_datasets.rows_changed IS 'Rows of which at least one field changed.';
COMMENT ON COLUMN sync_run_datasets.rows_unchanged IS 'Rows that were the same as before.';
COMMENT ON COLUMN sync_run_datasets.rows_missing IS 'Rows newly marked missing_since.';
COMMENT ON COLUMN sync_run_datasets.rows_returned IS 'Rows that were missing and came back; they count as changed or unchanged too.';
COMMENT ON COLUMN sync_run_datasets.rows_removed IS 'Charge lines that are no longer on the bill that was read again.';
COMMENT ON COLUMN sync_run_datasets.rows_rejected IS 'Rows that break a rule; see rejected_rows.';
COMMENT ON COLUMN sync_run_datasets.rows_duplicate IS 'Rows whose key came again later in the same read; the last one counts.';
COMMENT ON COLUMN sync_run_datasets.partitions_read IS 'Partitions (the account, a customer, a billing period …) that were read to their end.';
COMMENT ON COLUMN sync_run_datasets.partitions_stale IS 'Partitions that failed or did not finish; their rows are as they were.';
COMMENT ON COLUMN sync_run_datasets.held_back IS 'Why the read was not believed; null where it was.';

CREATE TABLE sync_checkpoints (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    customer_id VARCHAR,
    state VARCHAR NOT NULL,
    last_complete_at TIMESTAMP,
    last_complete_run VARCHAR,
    last_attempt_at TIMESTAMP NOT NULL,
    last_attempt_run VARCHAR NOT NULL,
    stale_since TIMESTAMP,
    stale_reason VARCHAR
);

COMMENT ON TABLE sync_checkpoints IS 'Freshness: one row per connection, dataset and customer.';
COMMENT ON COLUMN sync_checkpoints.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN sync_checkpoints.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN sync_checkpoints.dataset IS 'customers, subscriptions, usage, payable-charges, receivable-charges, products or activities.';
COMMENT ON COLUMN sync_checkpoints.customer_id IS 'The customer that was read alone; null where one read covers the whole account.';
COMMENT ON COLUMN sync_checkpoints.state IS 'fresh; failed, unfinished or not_planned: the last read did not end well; held_back: it returned suspiciously little; skipped: it was left out on purpose; unavailable: the account has no such dataset; gone: the customer is no longer listed.';
COMMENT ON COLUMN sync_checkpoints.last_complete_at IS 'When it was last read to its end (UTC); the rows are as of then. Null: never.';
COMMENT ON COLUMN sync_checkpoints.last_complete_run IS 'The run of that read.';
COMMENT ON COLUMN sync_checkpoints.last_attempt_at IS 'When a run last tried (UTC).';
COMMENT ON COLUMN sync_checkpoints.last_attempt_run IS 'The run that last tried.';
COMMENT ON COLUMN sync_checkpoints.stale_since IS 'When the first run after last_complete_at did not get it (UTC); null while it is fresh.';
COMMENT ON COLUMN sync_checkpoints.stale_reason IS 'Why that is so; null while it is fresh.';

CREATE TABLE customers (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    path JSON,
    status VARCHAR NOT NULL,
    suspended_at TIMESTAMP,
    contact_name VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    domain VARCHAR,
    tenant_id VARCHAR,
    address_street VARCHAR,
    address_city VARCHAR,
    address_region VARCHAR,
    address_postal_code VARCHAR,
    address_country VARCHAR,
    created_at TIMESTAMP,
    updated_at TIMESTAMP,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    missing_since TIMESTAMP,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE customers IS 'One row per customer of a distributor.';
COMMENT ON COLUMN customers.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN customers.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN customers.id IS 'The distributor''s id of the customer.';
COMMENT ON COLUMN customers.name IS 'The name of the organisation.';
COMMENT ON COLUMN customers.path IS 'The hierarchy above the customer, from the top, as a JSON array.';
COMMENT ON COLUMN customers.status IS 'active, suspended, inactive, or the vendor''s word.';
COMMENT ON COLUMN customers.suspended_at IS 'Since when the distributor suspends it (UTC).';
COMMENT ON COLUMN customers.contact_name IS 'The name of the contact person.';
COMMENT ON COLUMN customers.email IS 'The mail address of the contact person.';
COMMENT ON COLUMN customers.phone IS 'The phone number as the vendor spells it.';
COMMENT ON COLUMN customers.domain IS 'The internet domain of the customer.';
COMMENT ON COLUMN customers.tenant_id IS 'The Microsoft tenant id.';
COMMENT ON COLUMN customers.address_street IS 'Street and number.';
COMMENT ON COLUMN customers.address_city IS 'City.';
COMMENT ON COLUMN customers.address_region IS 'State, province or region.';
COMMENT ON COLUMN customers.address_postal_code IS 'Postal code.';
COMMENT ON COLUMN customers.address_country IS 'ISO 3166-1 alpha-2 code where the vendor sends one.';
COMMENT ON COLUMN customers.created_at IS 'When the distributor created the record (UTC).';
COMMENT ON COLUMN customers.updated_at IS 'When the distributor last changed the record (UTC).';
COMMENT ON COLUMN customers.extra IS 'The fields of the vendor''s answer that have no column, as a JSON object.';
COMMENT ON COLUMN customers.first_seen_at IS 'When a sync first read this row (UTC).';
COMMENT ON COLUMN customers.last_seen_at IS 'When a sync last read this row (UTC).';
COMMENT ON COLUMN customers.missing_since IS 'Since when complete reads no longer contain this row (UTC); null while they do. Missing is not cancelled.';
COMMENT ON COLUMN customers.run_id IS 'The sync run that last read this row; see sync_runs.';

CREATE TABLE license_subscriptions (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    publisher_subscription_id VARCHAR,
    sku VARCHAR,
    publisher_product_id VARCHAR,
    publisher_sku_id VARCHAR,
    product_name VARCHAR,
    friendly_name VARCHAR,
    status VARCHAR NOT NULL,
    charge_model VARCHAR NOT NULL,
    trial BOOLEAN NOT NULL,
    billing_cycle VARCHAR,
    billing_cycle_months INTEGER,
    commitment_term VARCHAR,
    commitment_term_months INTEGER,
    purchased_at TIMESTAMP,
    starts_on DATE,
    commitment_ends_on DATE,
    renews_on DATE,
    renewal_computed BOOLEAN NOT NULL,
    auto_renew BOOLEAN,
    cancellable_until TIMESTAMP,
    seats BIGINT,
    renewal_seats BIGINT,
    committed JSON,
    unit_cost DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    list_price DECIMAL(18, 6),
    currency VARCHAR,
    priced_at TIMESTAMP,
    updated_at TIMESTAMP,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    missing_since TIMESTAMP,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE license_subscriptions IS 'One row per subscription: seats of one SKU that the distributor provides to one customer. Amounts are per seat and billing cycle, net of tax.';
COMMENT ON COLUMN license_subscriptions.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN license_subscriptions.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN license_subscriptions.id IS 'The distributor''s id of the subscription.';
COMMENT ON COLUMN license_subscriptions.customer_id IS 'The customer; see customers.id.';
COMMENT ON COLUMN license_subscriptions.publisher_subscription_id IS 'The publisher''s id of the subscription (the commerce id for Microsoft).';
COMMENT ON COLUMN license_subscriptions.sku IS 'The distributor''s SKU, by which its charges name the product.';
COMMENT ON COLUMN license_subscriptions.publisher_product_id IS 'The publisher''s product id (CFQ7TTC0LH18).';
COMMENT ON COLUMN license_subscriptions.publisher_sku_id IS 'The publisher''s SKU within the product (0001).';
COMMENT ON COLUMN license_subscriptions.product_name IS 'The name of the product.';
COMMENT ON COLUMN license_subscriptions.friendly_name IS 'The name that somebody gave the subscription.';
COMMENT ON COLUMN license_subscriptions.status IS 'active, pending, suspended, cancelled, expired, or the vendor''s word.';
COMMENT ON COLUMN license_subscriptions.charge_model IS 'seats; usage: charged afterwards, so seats and prices say nothing; one-time.';
COMMENT ON COLUMN license_subscriptions.trial IS 'Whether it is a trial.';
COMMENT ON COLUMN license_subscriptions.billing_cycle IS 'How often the price is due: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN license_subscriptions.billing_cycle_months IS 'billing_cycle in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN license_subscriptions.commitment_term IS 'For how long the seats are committed: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN license_subscriptions.commitment_term_months IS 'commitment_term in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN license_subscriptions.purchased_at IS 'When it was bought (UTC).';
COMMENT ON COLUMN license_subscriptions.starts_on IS 'The first day of the current term.';
COMMENT ON COLUMN license_subscriptions.commitment_ends_on IS 'The last day of the current commitment.';
COMMENT ON COLUMN license_subscriptions.renews_on IS 'The first day of the next term; null where it does not renew by itself.';
COMMENT ON COLUMN license_subscriptions.renewal_computed IS 'Whether renews_on was computed from a stale date of the vendor.';
COMMENT ON COLUMN license_subscriptions.auto_renew IS 'Whether it renews by itself; null where unknown.';
COMMENT ON COLUMN license_subscriptions.cancellable_until IS 'Until when it can be cancelled without cost (UTC).';
COMMENT ON COLUMN license_subscriptions.seats IS 'Seats bought; null where the vendor does not say.';
COMMENT ON COLUMN license_subscriptions.renewal_seats IS 'Seats that the next term starts with, where that was scheduled.';
COMMENT ON COLUMN license_subscriptions.committed IS 'Seats that cannot be reduced yet: a JSON array of until and quantity.';
COMMENT ON COLUMN license_subscriptions.unit_cost IS 'What the MSP pays the distributor; null is unknown, not free.';
COMMENT ON COLUMN license_subscriptions.unit_price IS 'What the customer pays by the distributor''s price book; null is unknown, not free.';
COMMENT ON COLUMN license_subscriptions.list_price IS 'The publisher''s or distributor''s list price.';
COMMENT ON COLUMN license_subscriptions.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN license_subscriptions.priced_at IS 'When prices and billing cycle were last read (UTC); older than last_seen_at where the last sync could not ask them. Null: never.';
COMMENT ON COLUMN license_subscriptions.updated_at IS 'When the distributor last changed the record (UTC).';
COMMENT ON COLUMN license_subscriptions.extra IS 'The fields of the vendor''s answer that have no column, as a JSON object.';
COMMENT ON COLUMN license_subscriptions.first_seen_at IS 'When a sync first read this row (UTC).';
COMMENT ON COLUMN license_subscriptions.last_seen_at IS 'When a sync last read this row (UTC).';
COMMENT ON COLUMN license_subscriptions.missing_since IS 'Since when complete reads no longer contain this row (UTC); null while they do. Missing is not cancelled.';
COMMENT ON COLUMN license_subscriptions.run_id IS 'The sync run that last read this row; see sync_runs.';

CREATE TABLE subscription_history (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    subscription_id VARCHAR NOT NULL,
    valid_from TIMESTAMP NOT NULL,
    valid_to TIMESTAMP,
    customer_id VARCHAR NOT NULL,
    sku VARCHAR,
    publisher_product_id VARCHAR,
    publisher_sku_id VARCHAR,
    product_name VARCHAR,
    status VARCHAR NOT NULL,
    missing BOOLEAN NOT NULL,
    charge_model VARCHAR NOT NULL,
    trial BOOLEAN NOT NULL,
    billing_cycle VARCHAR,
    billing_cycle_months INTEGER,
    commitment_term VARCHAR,
    commitment_term_months INTEGER,
    commitment_ends_on DATE,
    auto_renew BOOLEAN,
    seats BIGINT,
    renewal_seats BIGINT,
    unit_cost DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    list_price DECIMAL(18, 6),
    currency VARCHAR,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE subscription_history IS 'One row per subscription and span of time in which nothing that matters changed; valid on a day d where valid_from <= d and (valid_to is null or d < valid_to).';
COMMENT ON COLUMN subscription_history.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN subscription_history.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN subscription_history.subscription_id IS 'The subscription; see license_subscriptions.id.';
COMMENT ON COLUMN subscription_history.valid_from IS 'The first moment at which a sync saw it so (UTC).';
COMMENT ON COLUMN subscription_history.valid_to IS 'The moment at which a sync first saw it otherwise (UTC); null while it is so.';
COMMENT ON COLUMN subscription_history.customer_id IS 'The customer; see customers.id.';
COMMENT ON COLUMN subscription_history.sku IS 'The distributor''s SKU.';
COMMENT ON COLUMN subscription_history.publisher_product_id IS 'The publisher''s product id.';
COMMENT ON COLUMN subscription_history.publisher_sku_id IS 'The publisher''s SKU within the product.';
COMMENT ON COLUMN subscription_history.product_name IS 'The name of the product when the span began; a mere renaming starts no new span.';
COMMENT ON COLUMN subscription_history.status IS 'The state of the subscription.';
COMMENT ON COLUMN subscription_history.missing IS 'Whether complete reads did not contain it.';
COMMENT ON COLUMN subscription_history.charge_model IS 'seats, usage or one-time.';
COMMENT ON COLUMN subscription_history.trial IS 'Whether it was a trial.';
COMMENT ON COLUMN subscription_history.billing_cycle IS 'How often the price is due: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN subscription_history.billing_cycle_months IS 'billing_cycle in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN subscription_history.commitment_term IS 'For how long the seats are committed: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN subscription_history.commitment_term_months IS 'commitment_term in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN subscription_history.commitment_ends_on IS 'The last day of the commitment.';
COMMENT ON COLUMN subscription_history.auto_renew IS 'Whether it renews by itself; null where unknown.';
COMMENT ON COLUMN subscription_history.seats IS 'Seats bought.';
COMMENT ON COLUMN subscription_history.renewal_seats IS 'Seats that the next term was to start with.';
COMMENT ON COLUMN subscription_history.unit_cost IS 'What the MSP paid the distributor, per seat and billing cycle.';
COMMENT ON COLUMN subscription_history.unit_price IS 'What the customer paid by the price book, per seat and billing cycle.';
COMMENT ON COLUMN subscription_history.list_price IS 'The list price, per seat and billing cycle.';
COMMENT ON COLUMN subscription_history.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN subscription_history.run_id IS 'The run that saw the span begin; see sync_runs.';

CREATE TABLE license_usage (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    iso_week VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    subscription_id VARCHAR,
    sku VARCHAR,
    product_name VARCHAR,
    platform_id VARCHAR,
    meter_id VARCHAR,
    meter_name VARCHAR,
    unit VARCHAR,
    status VARCHAR,
    charge_model VARCHAR,
    trial BOOLEAN,
    billing_cycle_months INTEGER,
    commitment_term_months INTEGER,
    seats BIGINT,
    total DECIMAL(18, 6),
    used DECIMAL(18, 6),
    available DECIMAL(18, 6),
    unit_cost DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    currency VARCHAR,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    missing_since TIMESTAMP,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE license_usage IS 'Weekly snapshot: one row per ISO week and subscription (what was bought), and one per ISO week and meter (what is used). The last complete sync of the week wins.';
COMMENT ON COLUMN license_usage.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN license_usage.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN license_usage.iso_week IS 'The ISO week, UTC: 2026-W47.';
COMMENT ON COLUMN license_usage.source IS 'subscription or meter.';
COMMENT ON COLUMN license_usage.id IS 'The subscription, or the key of the meter within the customer.';
COMMENT ON COLUMN license_usage.customer_id IS 'The customer; see customers.id.';
COMMENT ON COLUMN license_usage.subscription_id IS 'The subscription; null for a meter that is tied to none.';
COMMENT ON COLUMN license_usage.sku IS 'The distributor''s SKU (subscriptions).';
COMMENT ON COLUMN license_usage.product_name IS 'The name of the product (subscriptions).';
COMMENT ON COLUMN license_usage.platform_id IS 'The platform that counts (meters).';
COMMENT ON COLUMN license_usage.meter_id IS 'The vendor''s id of the meter (meters).';
COMMENT ON COLUMN license_usage.meter_name IS 'The name of the meter (meters).';
COMMENT ON COLUMN license_usage.unit IS 'The unit that is counted (meters).';
COMMENT ON COLUMN license_usage.status IS 'The state of the subscription (subscriptions).';
COMMENT ON COLUMN license_usage.charge_model IS 'seats, usage or one-time (subscriptions).';
COMMENT ON COLUMN license_usage.trial IS 'Whether it is a trial (subscriptions).';
COMMENT ON COLUMN license_usage.billing_cycle_months IS 'The billing cycle in months; 0 where it does not recur (subscriptions).';
COMMENT ON COLUMN license_usage.commitment_term_months IS 'The commitment in months; 0 where there is none (subscriptions).';
COMMENT ON COLUMN license_usage.seats IS 'Seats bought (subscriptions).';
COMMENT ON COLUMN license_usage.total IS 'What was bought, in units of the meter (meters).';
COMMENT ON COLUMN license_usage.used IS 'What is assigned or consumed (meters).';
COMMENT ON COLUMN license_usage.available IS 'What is left (meters).';
COMMENT ON COLUMN license_usage.unit_cost IS 'What the MSP pays the distributor, per seat and billing cycle (subscriptions).';
COMMENT ON COLUMN license_usage.unit_price IS 'What the customer pays by the price book, per seat and billing cycle (subscriptions).';
COMMENT ON COLUMN license_usage.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN license_usage.extra IS 'The fields of the vendor''s answer that have no column, as a JSON object.';
COMMENT ON COLUMN license_usage.first_seen_at IS 'When a sync first read this row (UTC).';
COMMENT ON COLUMN license_usage.last_seen_at IS 'When a sync last read this row (UTC).';
COMMENT ON COLUMN license_usage.missing_since IS 'Since when complete reads no longer contain this row (UTC); null while they do. Missing is not cancelled.';
COMMENT ON COLUMN license_usage.run_id IS 'The sync run that last read this row; see sync_runs.';

CREATE TABLE charges (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    period_day DATE,
    billing_period_from DATE,
    billing_period_to DATE,
    customer_id VARCHAR,
    customer_name VARCHAR,
    subscription_id VARCHAR,
    charge_id VARCHAR,
    product_id VARCHAR,
    sku VARCHAR,
    product_name VARCHAR,
    charge_name VARCHAR,
    kind VARCHAR NOT NULL,
    billing_cycle VARCHAR,
    billing_cycle_months INTEGER,
    charge_from DATE,
    charge_to DATE,
    billed BOOLEAN,
    invoice_number VARCHAR,
    invoice_date DATE,
    quantity DECIMAL(18, 6),
    list_price DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    prorated_unit_price DECIMAL(18, 6),
    amount DECIMAL(18, 6),
    currency VARCHAR,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    missing_since TIMESTAMP,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE charges IS 'One row per line of a bill. A read replaces all lines of its direction, billing period and, where it was read for one customer, customer. Amounts are net of tax.';
COMMENT ON COLUMN charges.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN charges.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN charges.id IS 'Made from the content of the line: the same line of the same bill keeps its id.';
COMMENT ON COLUMN charges.direction IS 'payable: the MSP owes it to the distributor (cost); receivable: the MSP''s customer owes it (revenue).';
COMMENT ON COLUMN charges.period_day IS 'A day inside the billing period that was asked for; null where none was.';
COMMENT ON COLUMN charges.billing_period_from IS 'The first day of the billing period that the vendor answered with.';
COMMENT ON COLUMN charges.billing_period_to IS 'The last day of the billing period that the vendor answered with.';
COMMENT ON COLUMN charges.customer_id IS 'The customer; see customers.id. Null where the vendor does not name it.';
COMMENT ON COLUMN charges.customer_name IS 'The name of the customer, where that is all the vendor names.';
COMMENT ON COLUMN charges.subscription_id IS 'The subscription, where the vendor names it.';
COMMENT ON COLUMN charges.charge_id IS 'The vendor''s id of the charge; it may name the kind of charge rather than the line.';
COMMENT ON COLUMN charges.product_id IS 'The vendor''s id of the product.';
COMMENT ON COLUMN charges.sku IS 'The distributor''s SKU.';
COMMENT ON COLUMN charges.product_name IS 'The name of the product.';
COMMENT ON COLUMN charges.charge_name IS 'The name of the charge.';
COMMENT ON COLUMN charges.kind IS 'setup, recurring, usage, credit, or the vendor''s word.';
COMMENT ON COLUMN charges.billing_cycle IS 'How often the price is due: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN charges.billing_cycle_months IS 'billing_cycle in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN charges.charge_from IS 'The first day that the charge covers.';
COMMENT ON COLUMN charges.charge_to IS 'The last day that the charge covers.';
COMMENT ON COLUMN charges.billed IS 'Whether it is on an invoice already; null where unknown.';
COMMENT ON COLUMN charges.invoice_number IS 'The number of that invoice.';
COMMENT ON COLUMN charges.invoice_date IS 'The date of that invoice.';
COMMENT ON COLUMN charges.quantity IS 'How many units; may be a fraction, and negative for a credit.';
COMMENT ON COLUMN charges.list_price IS 'Price of a unit before deductions.';
COMMENT ON COLUMN charges.unit_price IS 'Price of a unit after deductions and fees, for a whole cycle.';
COMMENT ON COLUMN charges.prorated_unit_price IS 'Price of a unit after deductions and fees, for the days charged.';
COMMENT ON COLUMN charges.amount IS 'The total of the line; null is unknown, not zero.';
COMMENT ON COLUMN charges.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN charges.extra IS 'The fields of the vendor''s answer that have no column, as a JSON object.';
COMMENT ON COLUMN charges.first_seen_at IS 'When a sync first read this row (UTC).';
COMMENT ON COLUMN charges.last_seen_at IS 'When a sync last read this row (UTC).';
COMMENT ON COLUMN charges.missing_since IS 'Since when complete reads no longer contain this row (UTC); null while they do. Missing is not cancelled.';
COMMENT ON COLUMN charges.run_id IS 'The sync run that last read this row; see sync_runs.';

CREATE TABLE products (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    customer_id VARCHAR,
    sku VARCHAR,
    name VARCHAR,
    publisher VARCHAR,
    billing_cycle VARCHAR,
    billing_cycle_months INTEGER,
    commitment_term VARCHAR,
    commitment_term_months INTEGER,
    unit_cost DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    list_price DECIMAL(18, 6),
    currency VARCHAR,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    missing_since TIMESTAMP,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE products IS 'One row per product that can be bought, of one customer''s catalog or of everybody''s.';
COMMENT ON COLUMN products.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN products.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN products.id IS 'SKU or product id, as the distributor has it; unique together with customer_id.';
COMMENT ON COLUMN products.customer_id IS 'The customer whose catalog it is in; null where the catalog is everybody''s.';
COMMENT ON COLUMN products.sku IS 'The distributor''s SKU.';
COMMENT ON COLUMN products.name IS 'The name of the product.';
COMMENT ON COLUMN products.publisher IS 'The publisher (Microsoft, Adobe …).';
COMMENT ON COLUMN products.billing_cycle IS 'How often the price is due: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN products.billing_cycle_months IS 'billing_cycle in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN products.commitment_term IS 'For how long the seats are committed: none, one-time, daily, weekly, monthly, quarterly, semiannual, annual, biennial, triennial, or the vendor''s word; null where unknown.';
COMMENT ON COLUMN products.commitment_term_months IS 'commitment_term in months; 0 where it does not recur, null where it is unknown or no whole number of months.';
COMMENT ON COLUMN products.unit_cost IS 'What the MSP pays; null is unknown, not free.';
COMMENT ON COLUMN products.unit_price IS 'What the customer pays by the price book.';
COMMENT ON COLUMN products.list_price IS 'The list price.';
COMMENT ON COLUMN products.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN products.extra IS 'The fields of the vendor''s answer that have no column, as a JSON object.';
COMMENT ON COLUMN products.first_seen_at IS 'When a sync first read this row (UTC).';
COMMENT ON COLUMN products.last_seen_at IS 'When a sync last read this row (UTC).';
COMMENT ON COLUMN products.missing_since IS 'Since when complete reads no longer contain this row (UTC); null while they do. Missing is not cancelled.';
COMMENT ON COLUMN products.run_id IS 'The sync run that last read this row; see sync_runs.';

CREATE TABLE subscription_activities (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    subscription_id VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    happened_at TIMESTAMP,
    action VARCHAR NOT NULL,
    outcome VARCHAR,
    details VARCHAR,
    seats BIGINT,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    missing_since TIMESTAMP,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE subscription_activities IS 'One row per thing that happened to a subscription, as the distributor recorded it.';
COMMENT ON COLUMN subscription_activities.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN subscription_activities.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN subscription_activities.id IS 'The vendor''s id of the entry.';
COMMENT ON COLUMN subscription_activities.subscription_id IS 'The subscription; see license_subscriptions.id.';
COMMENT ON COLUMN subscription_activities.customer_id IS 'The customer; see customers.id.';
COMMENT ON COLUMN subscription_activities.happened_at IS 'When it happened (UTC).';
COMMENT ON COLUMN subscription_activities.action IS 'What happened, in the vendor''s word.';
COMMENT ON COLUMN subscription_activities.outcome IS 'How it ended, in the vendor''s word.';
COMMENT ON COLUMN subscription_activities.details IS 'The vendor''s text.';
COMMENT ON COLUMN subscription_activities.seats IS 'The number of seats afterwards, where the vendor states it.';
COMMENT ON COLUMN subscription_activities.extra IS 'The fields of the vendor''s answer that have no column, as a JSON object.';
COMMENT ON COLUMN subscription_activities.first_seen_at IS 'When a sync first read this row (UTC).';
COMMENT ON COLUMN subscription_activities.last_seen_at IS 'When a sync last read this row (UTC).';
COMMENT ON COLUMN subscription_activities.missing_since IS 'Since when complete reads no longer contain this row (UTC); null while they do. Missing is not cancelled.';
COMMENT ON COLUMN subscription_activities.run_id IS 'The sync run that last read this row; see sync_runs.';

CREATE TABLE rejected_rows (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    customer_id VARCHAR,
    subscription_id VARCHAR,
    key VARCHAR,
    reason VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    rejected_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);

COMMENT ON TABLE rejected_rows IS 'One row per row of a vendor''s answer that breaks a rule and was therefore not taken; of the last read of each partition.';
COMMENT ON COLUMN rejected_rows.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN rejected_rows.connection IS 'The connection of seatwise.toml that the row was read through; ids are unique within it.';
COMMENT ON COLUMN rejected_rows.dataset IS 'The dataset that the row belongs to.';
COMMENT ON COLUMN rejected_rows.customer_id IS 'The customer that was read; null where the read covered the whole account.';
COMMENT ON COLUMN rejected_rows.subscription_id IS 'The subscription that was read; null where the read covered more.';
COMMENT ON COLUMN rejected_rows.key IS 'The key of the row where that could be read; such a row does not count as missing.';
COMMENT ON COLUMN rejected_rows.reason IS 'Which rule it breaks.';
COMMENT ON COLUMN rejected_rows.source IS 'The row as the vendor sent it.';
COMMENT ON COLUMN rejected_rows.rejected_at IS 'When it was read (UTC).';
COMMENT ON COLUMN rejected_rows.run_id IS 'The run that read it; see sync_runs.';
