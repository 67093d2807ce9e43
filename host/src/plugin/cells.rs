//! Visits every text of a page, so that sizes are measured and secrets masked in one place.
//!
//! Records are destructured: a new field of the contract is a compile error here, not a hole in the
//! limits or in the masking.

use super::types::{
    Activity, Address, Charge, ChargeKind, Customer, CustomerStatus, Page, Product, RejectedRow,
    Rows, Subscription, SubscriptionStatus, Term, UnavailableFeature, Usage,
};

pub(super) type Visit<'a> = &'a mut dyn FnMut(&mut String);

/// Calls `visit` with every text of the page except its cursor.
pub(super) fn visit_cells(page: &mut Page, visit: Visit<'_>) {
    let Page {
        rows,
        next: _,
        total: _,
        rejected,
        unavailable,
        incomplete,
    } = page;
    match rows {
        Rows::Customers(rows) => rows.iter_mut().for_each(|row| customer(row, visit)),
        Rows::Subscriptions(rows) => rows.iter_mut().for_each(|row| subscription(row, visit)),
        Rows::Usage(rows) => rows.iter_mut().for_each(|row| usage(row, visit)),
        Rows::Charges(rows) => rows.iter_mut().for_each(|row| charge(row, visit)),
        Rows::Products(rows) => rows.iter_mut().for_each(|row| product(row, visit)),
        Rows::Activities(rows) => rows.iter_mut().for_each(|row| activity(row, visit)),
    }
    texts([incomplete], visit);
    for RejectedRow {
        key,
        reason,
        source,
        customer_id,
        customer_name,
        subscription_id,
        publisher_product_id,
        publisher_sku_id,
        sku,
        product_name,
    } in rejected
    {
        texts([key, customer_id, customer_name, subscription_id], visit);
        texts(
            [publisher_product_id, publisher_sku_id, sku, product_name],
            visit,
        );
        visit(reason);
        visit(source);
    }
    for UnavailableFeature { name, reason } in unavailable {
        visit(name);
        visit(reason);
    }
}

fn texts<const N: usize>(cells: [&mut Option<String>; N], visit: Visit<'_>) {
    cells.into_iter().flatten().for_each(visit);
}

fn term(term: Option<&mut Term>, visit: Visit<'_>) {
    if let Some(Term::Other(word)) = term {
        visit(word);
    }
}

pub(super) fn customer(row: &mut Customer, visit: Visit<'_>) {
    let Customer {
        id,
        name,
        path,
        status,
        suspended_at: _,
        contact_name,
        email,
        phone,
        domain,
        tenant_id,
        address,
        created_at: _,
        updated_at: _,
        extra,
    } = row;
    visit(id);
    visit(name);
    texts(
        [contact_name, email, phone, domain, tenant_id, extra],
        visit,
    );
    path.iter_mut().for_each(&mut *visit);
    if let CustomerStatus::Other(word) = status {
        visit(word);
    }
    if let Some(row) = address {
        postal_address(row, visit);
    }
}

fn postal_address(row: &mut Address, visit: Visit<'_>) {
    let Address {
        street,
        city,
        region,
        postal_code,
        country,
    } = row;
    texts([street, city, region, postal_code, country], visit);
}

pub(super) fn subscription(row: &mut Subscription, visit: Visit<'_>) {
    let Subscription {
        id,
        customer_id,
        publisher_subscription_id,
        sku,
        publisher_product_id,
        publisher_sku_id,
        product_name,
        friendly_name,
        status,
        charge_model: _,
        trial: _,
        seats: _,
        renewal_seats: _,
        billing_cycle,
        commitment_term,
        purchased_at: _,
        starts_on: _,
        commitment_ends_on: _,
        renews_on: _,
        renewal_computed: _,
        auto_renew: _,
        cancellable_until: _,
        committed: _,
        unit_cost: _,
        unit_price: _,
        list_price: _,
        currency,
        priced: _,
        updated_at: _,
        extra,
    } = row;
    visit(id);
    visit(customer_id);
    texts(
        [
            publisher_subscription_id,
            sku,
            publisher_product_id,
            publisher_sku_id,
            product_name,
            friendly_name,
            currency,
            extra,
        ],
        visit,
    );
    term(billing_cycle.as_mut(), visit);
    term(commitment_term.as_mut(), visit);
    if let SubscriptionStatus::Other(word) = status {
        visit(word);
    }
}

pub(super) fn usage(row: &mut Usage, visit: Visit<'_>) {
    let Usage {
        id,
        customer_id,
        subscription_id,
        platform_id,
        meter_id,
        meter_name,
        unit,
        total: _,
        used: _,
        available: _,
        extra,
    } = row;
    visit(id);
    visit(customer_id);
    visit(meter_id);
    texts(
        [subscription_id, platform_id, meter_name, unit, extra],
        visit,
    );
}

pub(super) fn charge(row: &mut Charge, visit: Visit<'_>) {
    let Charge {
        direction: _,
        customer_id,
        customer_name,
        subscription_id,
        charge_id,
        product_id,
        sku,
        product_name,
        charge_name,
        kind,
        billing_cycle,
        billing_period_from: _,
        billing_period_to: _,
        charge_from: _,
        charge_to: _,
        quantity: _,
        list_price: _,
        unit_price: _,
        prorated_unit_price: _,
        amount: _,
        currency,
        billed: _,
        invoice_number,
        invoice_date: _,
        extra,
    } = row;
    texts(
        [
            customer_id,
            customer_name,
            subscription_id,
            charge_id,
            product_id,
            sku,
            product_name,
            charge_name,
            currency,
            invoice_number,
            extra,
        ],
        visit,
    );
    term(billing_cycle.as_mut(), visit);
    if let ChargeKind::Other(word) = kind {
        visit(word);
    }
}

pub(super) fn product(row: &mut Product, visit: Visit<'_>) {
    let Product {
        id,
        customer_id,
        sku,
        name,
        publisher,
        billing_cycle,
        commitment_term,
        unit_cost: _,
        unit_price: _,
        list_price: _,
        currency,
        extra,
    } = row;
    visit(id);
    texts([customer_id, sku, name, publisher, currency, extra], visit);
    term(billing_cycle.as_mut(), visit);
    term(commitment_term.as_mut(), visit);
}

pub(super) fn activity(row: &mut Activity, visit: Visit<'_>) {
    let Activity {
        id,
        subscription_id,
        customer_id,
        happened_at: _,
        action,
        outcome,
        seats: _,
        details,
        extra,
    } = row;
    visit(id);
    visit(subscription_id);
    visit(customer_id);
    visit(action);
    texts([outcome, details, extra], visit);
}
