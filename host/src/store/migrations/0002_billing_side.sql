-- The billing side: what the MSP bills (its PSA), who is who, and what was found by comparing.

CREATE TABLE psa_imports (
    import_id VARCHAR NOT NULL,
    psa VARCHAR NOT NULL,
    profile VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    file_sha256 VARCHAR NOT NULL,
    as_of TIMESTAMP NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_ended BIGINT NOT NULL,
    rows_skipped BIGINT NOT NULL
);

COMMENT ON TABLE psa_imports IS 'One row per file that was imported from the PSA (professional services automation: where the MSP bills).';
COMMENT ON COLUMN psa_imports.import_id IS 'The id of the import.';
COMMENT ON COLUMN psa_imports.psa IS 'The name of the PSA instance; halopsa, connectwise, autotask, or the name that was given. Ids are unique within it.';
COMMENT ON COLUMN psa_imports.profile IS 'The profile by which the file was read.';
COMMENT ON COLUMN psa_imports.content IS 'What the file holds: customers or contract-lines (which name their customers too).';
COMMENT ON COLUMN psa_imports.file_name IS 'The name of the file, without folders.';
COMMENT ON COLUMN psa_imports.file_sha256 IS 'SHA-256 of the file, in hexadecimal.';
COMMENT ON COLUMN psa_imports.as_of IS 'The moment that the file describes (UTC).';
COMMENT ON COLUMN psa_imports.imported_at IS 'When it was imported (UTC).';
COMMENT ON COLUMN psa_imports.rows_read IS 'Rows of the file.';
COMMENT ON COLUMN psa_imports.rows_added IS 'Rows that were not there before.';
COMMENT ON COLUMN psa_imports.rows_changed IS 'Rows of which at least one field changed.';
COMMENT ON COLUMN psa_imports.rows_unchanged IS 'Rows that were the same as before.';
COMMENT ON COLUMN psa_imports.rows_ended IS 'Rows that the file no longer has.';
COMMENT ON COLUMN psa_imports.rows_skipped IS 'Rows that are no contract line: totals, comments, blank ones.';

CREATE TABLE psa_customers (
    psa VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    kind VARCHAR,
    tenant_id VARCHAR,
    tax_id VARCHAR,
    domain VARCHAR,
    phone VARCHAR,
    address_street VARCHAR,
    address_city VARCHAR,
    address_region VARCHAR,
    address_postal_code VARCHAR,
    address_country VARCHAR,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    import_id VARCHAR NOT NULL
);

COMMENT ON TABLE psa_customers IS 'One row per customer of the PSA: who is billed.';
COMMENT ON COLUMN psa_customers.psa IS 'The name of the PSA instance; ids are unique within it.';
COMMENT ON COLUMN psa_customers.id IS 'The PSA''s id of the customer; its name where the file has no id.';
COMMENT ON COLUMN psa_customers.name IS 'The name of the customer.';
COMMENT ON COLUMN psa_customers.active IS 'Whether the PSA holds it active; deleted and inactive customers are never matched.';
COMMENT ON COLUMN psa_customers.kind IS 'The PSA''s type of the customer: customer, prospect, vendor …';
COMMENT ON COLUMN psa_customers.tenant_id IS 'The Microsoft tenant id.';
COMMENT ON COLUMN psa_customers.tax_id IS 'The tax or company registration number.';
COMMENT ON COLUMN psa_customers.domain IS 'The internet domain, taken from a web site or mail address where need be.';
COMMENT ON COLUMN psa_customers.phone IS 'The phone number as the PSA spells it.';
COMMENT ON COLUMN psa_customers.address_street IS 'Street and number.';
COMMENT ON COLUMN psa_customers.address_city IS 'City.';
COMMENT ON COLUMN psa_customers.address_region IS 'State, province or region.';
COMMENT ON COLUMN psa_customers.address_postal_code IS 'Postal code.';
COMMENT ON COLUMN psa_customers.address_country IS 'Country as the PSA spells it.';
COMMENT ON COLUMN psa_customers.extra IS 'The fields of the file that have no column, as a JSON object.';
COMMENT ON COLUMN psa_customers.first_seen_at IS 'As of when it was first imported (UTC).';
COMMENT ON COLUMN psa_customers.last_seen_at IS 'As of when it was last imported (UTC).';
COMMENT ON COLUMN psa_customers.ended_at IS 'Since when a whole list of customers no longer has it (UTC); null while it has.';
COMMENT ON COLUMN psa_customers.import_id IS 'The import that last had it; see psa_imports.';

CREATE TABLE psa_contract_lines (
    psa VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    contract_id VARCHAR,
    contract_name VARCHAR,
    contract_status VARCHAR,
    contract_active BOOLEAN NOT NULL,
    product_code VARCHAR,
    product_name VARCHAR NOT NULL,
    vendor_sku VARCHAR,
    publisher_subscription_id VARCHAR,
    quantity DECIMAL(18, 6),
    included_quantity DECIMAL(18, 6) NOT NULL,
    minimum_quantity DECIMAL(18, 6),
    quantity_billed DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    unit_cost DECIMAL(18, 6),
    currency VARCHAR,
    tax_rate DECIMAL(9, 6),
    billable BOOLEAN NOT NULL,
    not_billed_reason VARCHAR,
    recurring BOOLEAN NOT NULL,
    billing_period_months INTEGER,
    timing VARCHAR,
    effective_from DATE,
    effective_to DATE,
    extra JSON,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    import_id VARCHAR NOT NULL
);

COMMENT ON TABLE psa_contract_lines IS 'One row per line of a contract, agreement or recurring invoice: what a customer is billed for one product. Amounts are per unit and billing period, net of tax.';
COMMENT ON COLUMN psa_contract_lines.psa IS 'The name of the PSA instance; ids are unique within it.';
COMMENT ON COLUMN psa_contract_lines.id IS 'The PSA''s id of the line; a hash of what names the line where the file has no id.';
COMMENT ON COLUMN psa_contract_lines.customer_id IS 'The customer; see psa_customers.id.';
COMMENT ON COLUMN psa_contract_lines.contract_id IS 'The contract, agreement or recurring invoice.';
COMMENT ON COLUMN psa_contract_lines.contract_name IS 'Its name.';
COMMENT ON COLUMN psa_contract_lines.contract_status IS 'Its state in the PSA''s word.';
COMMENT ON COLUMN psa_contract_lines.contract_active IS 'Whether the contract is in force as far as the PSA says; true where it says nothing.';
COMMENT ON COLUMN psa_contract_lines.product_code IS 'The PSA''s code of the product or service.';
COMMENT ON COLUMN psa_contract_lines.product_name IS 'The name or description of the product or service.';
COMMENT ON COLUMN psa_contract_lines.vendor_sku IS 'The distributor''s or publisher''s SKU where the PSA keeps it.';
COMMENT ON COLUMN psa_contract_lines.publisher_subscription_id IS 'The publisher''s or distributor''s id of the subscription where the PSA keeps it.';
COMMENT ON COLUMN psa_contract_lines.quantity IS 'The quantity as the line states it; null is unknown, not zero.';
COMMENT ON COLUMN psa_contract_lines.included_quantity IS 'Units of the quantity that are included in something else and not billed here.';
COMMENT ON COLUMN psa_contract_lines.minimum_quantity IS 'The least that is billed, whatever the count; null where there is none.';
COMMENT ON COLUMN psa_contract_lines.quantity_billed IS 'Units that are billed: quantity less the included ones, not under the minimum; null is unknown.';
COMMENT ON COLUMN psa_contract_lines.unit_price IS 'What the customer pays for a unit in a billing period, net of tax.';
COMMENT ON COLUMN psa_contract_lines.unit_cost IS 'What the PSA believes a unit costs in a billing period.';
COMMENT ON COLUMN psa_contract_lines.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN psa_contract_lines.tax_rate IS 'The tax rate that was taken out of the stated prices, as a fraction (0.2); null where they were net.';
COMMENT ON COLUMN psa_contract_lines.billable IS 'Whether the line is invoiced at all.';
COMMENT ON COLUMN psa_contract_lines.not_billed_reason IS 'Why it is not: no_charge, do_not_bill, internal, inactive; null where it is.';
COMMENT ON COLUMN psa_contract_lines.recurring IS 'Whether it is invoiced again and again; one-time lines are no part of monthly money.';
COMMENT ON COLUMN psa_contract_lines.billing_period_months IS 'The months that a price covers: 1, 3, 12 …; null is unknown.';
COMMENT ON COLUMN psa_contract_lines.timing IS 'advance, arrears, or both; null is unknown.';
COMMENT ON COLUMN psa_contract_lines.effective_from IS 'The first day on which the line is billed; null: no limit stated.';
COMMENT ON COLUMN psa_contract_lines.effective_to IS 'The day from which it is no longer billed; null: no limit stated.';
COMMENT ON COLUMN psa_contract_lines.extra IS 'The fields of the file that have no column, as a JSON object.';
COMMENT ON COLUMN psa_contract_lines.first_seen_at IS 'As of when it was first imported (UTC).';
COMMENT ON COLUMN psa_contract_lines.last_seen_at IS 'As of when it was last imported (UTC).';
COMMENT ON COLUMN psa_contract_lines.ended_at IS 'As of when an import no longer had it (UTC): it is taken as no longer billed; null while it is there.';
COMMENT ON COLUMN psa_contract_lines.import_id IS 'The import that last had it; see psa_imports.';

CREATE TABLE psa_contract_line_history (
    psa VARCHAR NOT NULL,
    line_id VARCHAR NOT NULL,
    valid_from TIMESTAMP NOT NULL,
    valid_to TIMESTAMP,
    customer_id VARCHAR NOT NULL,
    contract_id VARCHAR,
    contract_name VARCHAR,
    contract_active BOOLEAN NOT NULL,
    product_code VARCHAR,
    product_name VARCHAR NOT NULL,
    vendor_sku VARCHAR,
    publisher_subscription_id VARCHAR,
    quantity DECIMAL(18, 6),
    included_quantity DECIMAL(18, 6) NOT NULL,
    quantity_billed DECIMAL(18, 6),
    unit_price DECIMAL(18, 6),
    unit_cost DECIMAL(18, 6),
    currency VARCHAR,
    billable BOOLEAN NOT NULL,
    not_billed_reason VARCHAR,
    recurring BOOLEAN NOT NULL,
    billing_period_months INTEGER,
    timing VARCHAR,
    effective_from DATE,
    effective_to DATE,
    import_id VARCHAR NOT NULL
);

COMMENT ON TABLE psa_contract_line_history IS 'One row per contract line and stretch of time in which nothing of it changed. Adjacent rows do not overlap; a line that ended has no open row.';
COMMENT ON COLUMN psa_contract_line_history.psa IS 'The name of the PSA instance.';
COMMENT ON COLUMN psa_contract_line_history.line_id IS 'The line; see psa_contract_lines.id.';
COMMENT ON COLUMN psa_contract_line_history.valid_from IS 'From when this holds (UTC), inclusive.';
COMMENT ON COLUMN psa_contract_line_history.valid_to IS 'Until when (UTC), exclusive; null: it still holds.';
COMMENT ON COLUMN psa_contract_line_history.customer_id IS 'The customer; see psa_customers.id.';
COMMENT ON COLUMN psa_contract_line_history.contract_id IS 'The contract, agreement or recurring invoice.';
COMMENT ON COLUMN psa_contract_line_history.contract_name IS 'Its name.';
COMMENT ON COLUMN psa_contract_line_history.contract_active IS 'Whether the contract was in force.';
COMMENT ON COLUMN psa_contract_line_history.product_code IS 'The PSA''s code of the product or service.';
COMMENT ON COLUMN psa_contract_line_history.product_name IS 'The name or description of the product or service.';
COMMENT ON COLUMN psa_contract_line_history.vendor_sku IS 'The distributor''s or publisher''s SKU where the PSA keeps it.';
COMMENT ON COLUMN psa_contract_line_history.publisher_subscription_id IS 'The publisher''s or distributor''s id of the subscription.';
COMMENT ON COLUMN psa_contract_line_history.quantity IS 'The quantity as the line stated it.';
COMMENT ON COLUMN psa_contract_line_history.included_quantity IS 'Units of it that were not billed here.';
COMMENT ON COLUMN psa_contract_line_history.quantity_billed IS 'Units that were billed; null is unknown.';
COMMENT ON COLUMN psa_contract_line_history.unit_price IS 'The price of a unit in a billing period, net of tax.';
COMMENT ON COLUMN psa_contract_line_history.unit_cost IS 'What the PSA believed a unit cost in a billing period.';
COMMENT ON COLUMN psa_contract_line_history.currency IS 'ISO 4217 code of all amounts of this row; sums never mix currencies.';
COMMENT ON COLUMN psa_contract_line_history.billable IS 'Whether the line was invoiced at all.';
COMMENT ON COLUMN psa_contract_line_history.not_billed_reason IS 'Why it was not.';
COMMENT ON COLUMN psa_contract_line_history.recurring IS 'Whether it was invoiced again and again.';
COMMENT ON COLUMN psa_contract_line_history.billing_period_months IS 'The months that a price covered; null is unknown.';
COMMENT ON COLUMN psa_contract_line_history.timing IS 'advance, arrears, or both; null is unknown.';
COMMENT ON COLUMN psa_contract_line_history.effective_from IS 'The first day on which the line is billed; null: no limit stated.';
COMMENT ON COLUMN psa_contract_line_history.effective_to IS 'The day from which it is no longer billed; null: no limit stated.';
COMMENT ON COLUMN psa_contract_line_history.import_id IS 'The import that brought this; see psa_imports.';

CREATE TABLE customer_links (
    vendor VARCHAR NOT NULL,
    connection VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    psa VARCHAR NOT NULL,
    psa_customer_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    owner BOOLEAN NOT NULL,
    score DOUBLE,
    confidence DOUBLE,
    evidence JSON,
    explanation VARCHAR,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    scorecard VARCHAR
);

COMMENT ON TABLE customer_links IS 'One row per pair of a distributor''s customer and a PSA customer that was linked, proposed or rejected. Many-to-many; money follows the owner.';
COMMENT ON COLUMN customer_links.vendor IS 'The distributor: sherweb, synnex …';
COMMENT ON COLUMN customer_links.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN customer_links.customer_id IS 'The distributor''s customer; see customers.id.';
COMMENT ON COLUMN customer_links.psa IS 'The name of the PSA instance.';
COMMENT ON COLUMN customer_links.psa_customer_id IS 'The PSA''s customer; see psa_customers.id. Empty for the decision that a distributor''s customer is no customer of the PSA at all.';
COMMENT ON COLUMN customer_links.state IS 'linked: counts; review: proposed, counts for nothing; lapsed: a person linked them, but one of the two has changed since, so it counts for nothing until somebody decides again; rejected: a person said no; not_a_customer: a person said that the PSA has no such customer.';
COMMENT ON COLUMN customer_links.basis IS 'confirmed: a person or an import of decisions; exact: tenant id or tax id agree; inferred: the matcher scored it as sure; proposed: it did not.';
COMMENT ON COLUMN customer_links.owner IS 'Whether the cost of the distributor''s customer is compared with this PSA customer''s contracts; one linked row per distributor''s customer.';
COMMENT ON COLUMN customer_links.score IS 'The matcher''s score in log-odds; null where it was not asked.';
COMMENT ON COLUMN customer_links.confidence IS 'The score as a probability, 0 to 1.';
COMMENT ON COLUMN customer_links.evidence IS 'What speaks for and against it, as a JSON object: points by name, guards, matched and unmatched words; for a person''s decision, names, domain and postal code as they were then.';
COMMENT ON COLUMN customer_links.explanation IS 'The evidence in a sentence.';
COMMENT ON COLUMN customer_links.decided_by IS 'matcher, or the name of the person.';
COMMENT ON COLUMN customer_links.decided_at IS 'When (UTC).';
COMMENT ON COLUMN customer_links.scorecard IS 'The version of the points table that scored it.';

CREATE TABLE product_links (
    product_key VARCHAR NOT NULL,
    psa VARCHAR NOT NULL,
    line_key VARCHAR NOT NULL,
    customer_id VARCHAR,
    state VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    score DOUBLE,
    explanation VARCHAR,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE product_links IS 'One row per pair of a distributed product and a product of the PSA''s contracts that was linked, proposed or rejected.';
COMMENT ON COLUMN product_links.product_key IS 'The distributed product; see the macro product_key.';
COMMENT ON COLUMN product_links.psa IS 'The name of the PSA instance.';
COMMENT ON COLUMN product_links.line_key IS 'The product of the contract; see the macro line_key.';
COMMENT ON COLUMN product_links.customer_id IS 'The only PSA customer for which this holds; null: for all.';
COMMENT ON COLUMN product_links.state IS 'linked: counts; review: proposed, counts for nothing; rejected: a person said no.';
COMMENT ON COLUMN product_links.basis IS 'confirmed: a person or an import of decisions; exact: the SKU or the code agrees; inferred: by alias or name; proposed: not sure enough.';
COMMENT ON COLUMN product_links.score IS 'The similarity of the names, 0 to 1; null where an id decided.';
COMMENT ON COLUMN product_links.explanation IS 'The evidence in a sentence.';
COMMENT ON COLUMN product_links.decided_by IS 'matcher, or the name of the person.';
COMMENT ON COLUMN product_links.decided_at IS 'When (UTC).';

CREATE TABLE product_aliases (
    product_key VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    source VARCHAR NOT NULL
);

COMMENT ON TABLE product_aliases IS 'One row per other name, code or SKU of a distributed product. An alias that is the key of another product makes the two one.';
COMMENT ON COLUMN product_aliases.product_key IS 'The distributed product; see the macro product_key.';
COMMENT ON COLUMN product_aliases.alias IS 'The other name, code, SKU or key.';
COMMENT ON COLUMN product_aliases.source IS 'Who says so: a person, or the list that it came from.';

CREATE TABLE cover_rules (
    psa VARCHAR NOT NULL,
    line_key VARCHAR NOT NULL,
    customer_id VARCHAR,
    product_key VARCHAR NOT NULL,
    seats_per_unit DECIMAL(18, 6) NOT NULL,
    note VARCHAR,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE cover_rules IS 'One row per rule that a line of a contract (a bundle) includes seats of a distributed product.';
COMMENT ON COLUMN cover_rules.psa IS 'The name of the PSA instance.';
COMMENT ON COLUMN cover_rules.line_key IS 'The bundle; see the macro line_key.';
COMMENT ON COLUMN cover_rules.customer_id IS 'The only PSA customer for which this holds; null: for all.';
COMMENT ON COLUMN cover_rules.product_key IS 'The product that is included; see the macro product_key.';
COMMENT ON COLUMN cover_rules.seats_per_unit IS 'Seats that one unit of the bundle covers.';
COMMENT ON COLUMN cover_rules.note IS 'Why, in a person''s words.';
COMMENT ON COLUMN cover_rules.decided_by IS 'The name of the person.';
COMMENT ON COLUMN cover_rules.decided_at IS 'When (UTC).';

CREATE TABLE exclusions (
    vendor VARCHAR,
    connection VARCHAR,
    customer_id VARCHAR,
    subscription_id VARCHAR,
    product_key VARCHAR,
    reason VARCHAR NOT NULL,
    note VARCHAR,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE exclusions IS 'One row per rule that leaves subscriptions out of the comparison: all columns that are not null must agree.';
COMMENT ON COLUMN exclusions.vendor IS 'The distributor; null: any.';
COMMENT ON COLUMN exclusions.connection IS 'The connection; null: any.';
COMMENT ON COLUMN exclusions.customer_id IS 'The distributor''s customer; null: any.';
COMMENT ON COLUMN exclusions.subscription_id IS 'The subscription; null: any.';
COMMENT ON COLUMN exclusions.product_key IS 'The distributed product; null: any.';
COMMENT ON COLUMN exclusions.reason IS 'internal: the MSP''s own use; not_for_resale; free_pool; billed_on_behalf: the distributor bills the customer.';
COMMENT ON COLUMN exclusions.note IS 'Why, in a person''s words.';
COMMENT ON COLUMN exclusions.decided_by IS 'The name of the person.';
COMMENT ON COLUMN exclusions.decided_at IS 'When (UTC).';

CREATE TABLE margin_rules (
    vendor VARCHAR,
    product_key VARCHAR,
    psa VARCHAR,
    psa_customer_id VARCHAR,
    minimum_margin DECIMAL(9, 6) NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE margin_rules IS 'One row per rule on the least margin that the MSP accepts; the most specific one counts: customer and product, product, vendor, all.';
COMMENT ON COLUMN margin_rules.vendor IS 'The distributor; null: any.';
COMMENT ON COLUMN margin_rules.product_key IS 'The distributed product; null: any.';
COMMENT ON COLUMN margin_rules.psa IS 'The PSA instance of the customer; null: any.';
COMMENT ON COLUMN margin_rules.psa_customer_id IS 'The PSA''s customer; null: any.';
COMMENT ON COLUMN margin_rules.minimum_margin IS 'The least margin as a fraction of the price (0.15 is 15 %); at least 0, under 1.';
COMMENT ON COLUMN margin_rules.decided_by IS 'The name of the person.';
COMMENT ON COLUMN margin_rules.decided_at IS 'When (UTC).';

CREATE TABLE fx_rates (
    base VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    rate DECIMAL(18, 9) NOT NULL,
    valid_on DATE NOT NULL,
    source VARCHAR NOT NULL
);

COMMENT ON TABLE fx_rates IS 'One row per dated rate: one unit of base is worth so many units of quote. Empty unless somebody fills it; without a rate, currencies stay apart.';
COMMENT ON COLUMN fx_rates.base IS 'ISO 4217 code of the currency that is converted.';
COMMENT ON COLUMN fx_rates.quote IS 'ISO 4217 code of the currency that it is converted to.';
COMMENT ON COLUMN fx_rates.rate IS 'Units of quote for one unit of base.';
COMMENT ON COLUMN fx_rates.valid_on IS 'The day of the rate; it is used on this day and until the next one.';
COMMENT ON COLUMN fx_rates.source IS 'Who publishes it.';

CREATE TABLE findings (
    finding_id VARCHAR NOT NULL,
    condition VARCHAR NOT NULL,
    psa VARCHAR,
    psa_customer_id VARCHAR,
    customer_name VARCHAR NOT NULL,
    product_key VARCHAR,
    product_name VARCHAR,
    vendors VARCHAR[] NOT NULL,
    state VARCHAR NOT NULL,
    stale BOOLEAN NOT NULL,
    muted_until DATE,
    muted_reason VARCHAR,
    seats DECIMAL(18, 6),
    amount DECIMAL(18, 2),
    revenue_gap DECIMAL(18, 2),
    currency VARCHAR,
    estimated BOOLEAN NOT NULL,
    confidence VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    deadline DATE,
    arithmetic JSON NOT NULL,
    sources JSON NOT NULL,
    run_ids VARCHAR[] NOT NULL,
    import_ids VARCHAR[] NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE findings IS 'One row per finding: one condition, one customer, one product. Money is per month.';
COMMENT ON COLUMN findings.finding_id IS 'Made from what the finding is about (condition, customer, product, lines and subscriptions), so the same thing keeps its id.';
COMMENT ON COLUMN findings.condition IS 'unbilled, under_billed, over_billed, cancelled_but_billed, below_margin, negative_margin, unknown_margin, unmatched_customer, unmatched_product, renewal, trial_ending, duplicate_subscription, price_rise.';
COMMENT ON COLUMN findings.psa IS 'The PSA instance of the customer; null where the customer is not matched.';
COMMENT ON COLUMN findings.psa_customer_id IS 'The PSA''s customer; null where it is not matched.';
COMMENT ON COLUMN findings.customer_name IS 'The name of the customer, as the PSA has it where it is matched.';
COMMENT ON COLUMN findings.product_key IS 'The product; see the macro product_key. Null where the finding is about the customer.';
COMMENT ON COLUMN findings.product_name IS 'Its name.';
COMMENT ON COLUMN findings.vendors IS 'The distributors that it concerns.';
COMMENT ON COLUMN findings.state IS 'open, muted, resolved or reopened.';
COMMENT ON COLUMN findings.stale IS 'Whether what it rests on could not be read lately: it may no longer be true.';
COMMENT ON COLUMN findings.muted_until IS 'The day on which a muted finding opens again.';
COMMENT ON COLUMN findings.muted_reason IS 'Why it was muted, in a person''s words.';
COMMENT ON COLUMN findings.seats IS 'The seats that it is about; null where it is not about seats.';
COMMENT ON COLUMN findings.amount IS 'What it costs or exposes per month: the cost leak for unbilled and under_billed seats; null is unknown, not zero.';
COMMENT ON COLUMN findings.revenue_gap IS 'What could be billed per month for the same seats; null is unknown, and where the condition has none.';
COMMENT ON COLUMN findings.currency IS 'ISO 4217 code of the amounts.';
COMMENT ON COLUMN findings.estimated IS 'Whether an amount rests on an estimate (a list price, a converted currency).';
COMMENT ON COLUMN findings.confidence IS 'exact, confirmed, inferred or estimated: the weakest link that it rests on.';
COMMENT ON COLUMN findings.severity IS 'high, medium or low.';
COMMENT ON COLUMN findings.action IS 'What to do about it.';
COMMENT ON COLUMN findings.deadline IS 'Until when that is possible; null where it does not end.';
COMMENT ON COLUMN findings.arithmetic IS 'The amount as steps, a JSON array of objects with label and value.';
COMMENT ON COLUMN findings.sources IS 'The rows that it rests on, a JSON array of objects with table and key.';
COMMENT ON COLUMN findings.run_ids IS 'The sync runs that brought them; see sync_runs.';
COMMENT ON COLUMN findings.import_ids IS 'The imports that brought them; see psa_imports.';
COMMENT ON COLUMN findings.first_seen_at IS 'When it was first found (UTC).';
COMMENT ON COLUMN findings.last_seen_at IS 'When it was last found (UTC).';
COMMENT ON COLUMN findings.changed_at IS 'When anything of it last changed (UTC).';

CREATE TABLE finding_events (
    finding_id VARCHAR NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    event VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    amount DECIMAL(18, 2),
    currency VARCHAR,
    by_whom VARCHAR NOT NULL,
    note VARCHAR
);

COMMENT ON TABLE finding_events IS 'One row per change of a finding. Nothing is ever removed from it.';
COMMENT ON COLUMN finding_events.finding_id IS 'The finding; see findings.';
COMMENT ON COLUMN finding_events.happened_at IS 'When (UTC).';
COMMENT ON COLUMN finding_events.event IS 'opened, amount_changed, muted, unmuted, resolved, reopened, stale, fresh.';
COMMENT ON COLUMN finding_events.state IS 'The state of the finding afterwards.';
COMMENT ON COLUMN finding_events.amount IS 'Its amount per month afterwards.';
COMMENT ON COLUMN finding_events.currency IS 'ISO 4217 code of the amount.';
COMMENT ON COLUMN finding_events.by_whom IS 'analysis, or the name of the person.';
COMMENT ON COLUMN finding_events.note IS 'Why, in words; null where there is nothing to say.';
