//! Every text of a page is masked once more when the plugin gives it back.

use super::mask_page;
use crate::contract::{
    Activity, Address, Charge, ChargeDirection, ChargeKind, ChargeModel, Customer, CustomerStatus,
    Page, Product, RejectedRow, Rows, Subscription, SubscriptionStatus, Term, UnavailableFeature,
    Usage,
};

/// Pages of every dataset whose every text is this one.
fn pages_of(text: &str) -> Vec<Page> {
    let word = || text.to_owned();
    let some = || Some(word());
    let customer = Customer {
        id: word(),
        name: word(),
        path: vec![word(), word()],
        status: CustomerStatus::Other(word()),
        suspended_at: None,
        contact_name: some(),
        email: some(),
        phone: some(),
        domain: some(),
        tenant_id: some(),
        address: Some(Address {
            street: some(),
            city: some(),
            region: some(),
            postal_code: some(),
            country: some(),
        }),
        created_at: None,
        updated_at: None,
        extra: some(),
    };
    let charge = Charge {
        customer_id: some(),
        customer_name: some(),
        subscription_id: some(),
        charge_id: some(),
        product_id: some(),
        sku: some(),
        product_name: some(),
        charge_name: some(),
        kind: ChargeKind::Other(word()),
        billing_cycle: Some(Term::Other(word())),
        currency: some(),
        invoice_number: some(),
        extra: some(),
        direction: ChargeDirection::Payable,
        billing_period_from: None,
        billing_period_to: None,
        charge_from: None,
        charge_to: None,
        quantity: None,
        list_price: None,
        unit_price: None,
        prorated_unit_price: None,
        amount: None,
        billed: None,
        invoice_date: None,
    };
    let usage = Usage {
        id: word(),
        customer_id: word(),
        meter_id: word(),
        subscription_id: some(),
        platform_id: some(),
        meter_name: some(),
        unit: some(),
        extra: some(),
        total: None,
        used: None,
        available: None,
    };
    let product = Product {
        id: word(),
        customer_id: some(),
        sku: some(),
        name: some(),
        publisher: some(),
        billing_cycle: Some(Term::Other(word())),
        commitment_term: Some(Term::Other(word())),
        unit_cost: None,
        unit_price: None,
        list_price: None,
        currency: some(),
        extra: some(),
    };
    let activity = Activity {
        id: word(),
        subscription_id: word(),
        customer_id: word(),
        happened_at: None,
        action: word(),
        outcome: some(),
        seats: None,
        details: some(),
        extra: some(),
    };
    let subscription = Subscription {
        id: word(),
        customer_id: word(),
        publisher_subscription_id: some(),
        sku: some(),
        publisher_product_id: some(),
        publisher_sku_id: some(),
        product_name: some(),
        friendly_name: some(),
        status: SubscriptionStatus::Other(word()),
        charge_model: ChargeModel::Seats,
        trial: false,
        seats: None,
        renewal_seats: None,
        billing_cycle: Some(Term::Other(word())),
        commitment_term: Some(Term::Other(word())),
        purchased_at: None,
        starts_on: None,
        commitment_ends_on: None,
        renews_on: None,
        renewal_computed: false,
        auto_renew: None,
        cancellable_until: None,
        committed: Vec::new(),
        unit_cost: None,
        unit_price: None,
        list_price: None,
        currency: some(),
        priced: true,
        updated_at: None,
        extra: some(),
    };
    let rejected = RejectedRow {
        key: some(),
        reason: word(),
        source: word(),
        customer_id: some(),
        customer_name: some(),
        subscription_id: some(),
        publisher_product_id: some(),
        publisher_sku_id: some(),
        sku: some(),
        product_name: some(),
    };
    let rows = [
        Rows::Customers(vec![customer]),
        Rows::Subscriptions(vec![subscription]),
        Rows::Usage(vec![usage]),
        Rows::Charges(vec![charge]),
        Rows::Products(vec![product]),
        Rows::Activities(vec![activity]),
    ];
    let whole = |rows| Page {
        next: some(),
        rejected: vec![rejected.clone()],
        unavailable: vec![UnavailableFeature {
            name: word(),
            reason: word(),
        }],
        incomplete: some(),
        rows,
        total: None,
    };
    rows.into_iter().map(whole).collect()
}

#[test]
fn what_a_plugin_decoded_or_put_together_is_masked_in_every_text_of_its_page() {
    let mask = |text: &str| {
        text.contains("canary")
            .then(|| text.replace("canary", "[masked]"))
    };
    let masked = pages_of("a [masked]");
    for (mut page, expected) in pages_of("a canary").into_iter().zip(masked) {
        assert!(format!("{page:?}").contains("canary"));
        mask_page(&mut page, mask);
        assert_eq!(format!("{page:?}"), format!("{expected:?}"));
    }
}

#[test]
fn a_page_without_secrets_is_not_copied() {
    for mut page in pages_of("plain") {
        let place = page.next.as_deref().map(str::as_ptr);
        let before = format!("{page:?}");
        mask_page(&mut page, |_| None);
        assert_eq!(page.next.as_deref().map(str::as_ptr), place);
        assert_eq!(format!("{page:?}"), before);
    }
}
