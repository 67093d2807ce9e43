//! Products are matched as a person who knows them would.

use super::*;

fn distributed(key: &str, names: &[&str]) -> DistributedProduct {
    DistributedProduct {
        key: key.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        ..DistributedProduct::default()
    }
}

fn catalogue() -> Vec<DistributedProduct> {
    let mut products: Vec<_> = [
        (
            "basic",
            "Microsoft 365 Business Basic (Annual, billed monthly)",
        ),
        ("standard", "Microsoft 365 Business Standard"),
        ("premium", "Microsoft 365 Business Premium"),
        (
            "premium-noteams",
            "Microsoft 365 Business Premium (no Teams)",
        ),
        (
            "premium-nfp",
            "Microsoft 365 Business Premium (Nonprofit Staff Pricing)",
        ),
        ("e3", "Office 365 E3"),
        ("m365-e3", "Microsoft 365 E3"),
        ("m365-e5", "Microsoft 365 E5"),
        ("a3", "Microsoft 365 A3 for faculty"),
        ("a3-student", "Microsoft 365 A3 for students"),
        ("exo-p1", "Exchange Online (Plan 1)"),
        ("exo-p2", "Exchange Online (Plan 2)"),
        ("entra-p1", "Microsoft Entra ID P1"),
        ("mdo-p1", "Microsoft Defender for Office 365 (Plan 1)"),
        ("phone", "Microsoft Teams Phone Standard"),
        ("w365", "Windows 365 Business 2 vCPU, 8 GB, 128 GB"),
        ("w365-large", "Windows 365 Business 4 vCPU, 16 GB, 256 GB"),
        ("acronis", "Acronis Cyber Protect Cloud Advanced Backup"),
    ]
    .iter()
    .map(|(key, name)| distributed(key, &[name]))
    .collect();
    products[2].publisher_product_id = Some("CFQ7TTC0LCHC".to_owned());
    products[2].publisher_sku_id = Some("0002".to_owned());
    products[5].skus = vec!["SKU-O365E3".to_owned()];
    products
}

fn outcome(product: ContractProduct) -> Vec<ProductCandidate> {
    match_products(&catalogue(), &[product])
        .remove(0)
        .candidates
}

fn by_name(name: &str) -> Vec<(String, ProductBand)> {
    let candidates = outcome(ContractProduct {
        name: name.to_owned(),
        ..ContractProduct::default()
    });
    candidates
        .into_iter()
        .map(|candidate| (candidate.key, candidate.band))
        .collect()
}

#[test]
fn an_equal_sku_or_code_is_exact_however_it_is_spelled() {
    for (code, vendor_sku, key) in [
        (None, Some("CFQ7TTC0LCHC-0002"), "premium"),
        (None, Some("cfq7ttc0lchc:0002:P1Y"), "premium"),
        (Some("sku-o365e3"), None, "e3"),
    ] {
        let found = outcome(ContractProduct {
            name: "Cloud seat".to_owned(),
            code: code.map(str::to_owned),
            vendor_sku: vendor_sku.map(str::to_owned),
            ..ContractProduct::default()
        });
        assert_eq!(
            (found[0].key.as_str(), found[0].band),
            (key, ProductBand::Exact),
            "{found:?}"
        );
        assert!(found[0].explanation.ends_with("agrees."), "{found:?}");
    }
}

#[test]
fn an_equal_sku_beside_a_name_that_contradicts_is_for_a_person() {
    let found = outcome(ContractProduct {
        name: "Microsoft 365 E5".to_owned(),
        code: Some("SKU-O365E3".to_owned()),
        ..ContractProduct::default()
    });
    let e3 = found.iter().find(|candidate| candidate.key == "e3");
    assert!(
        e3.is_none_or(|candidate| candidate.band == ProductBand::Review),
        "{found:?}"
    );
}

#[test]
fn other_names_and_abbreviations_of_a_product_are_known() {
    for (name, key) in [
        ("M365 Business Basic", "basic"),
        ("O365 Business Essentials - monthly", "basic"),
        ("M365 Bus Std NCE P1Y", "standard"),
        ("Business Premium (1 year commit, paid monthly)", "premium"),
        ("Office 365 Enterprise E3 per user", "e3"),
        ("MS 365 E3", "m365-e3"),
        ("EXO P1", "exo-p1"),
        ("Exchange Online Plan 2 (annual)", "exo-p2"),
        ("Azure AD Premium P1", "entra-p1"),
        ("Office 365 Advanced Threat Protection (Plan 1)", "mdo-p1"),
        ("Microsoft 365 Phone System", "phone"),
        (
            "Acronis Cyber Protect Cloud - Advanced Backup, monthly",
            "acronis",
        ),
        ("Windows 365 Business 2vCPU 8GB 128GB", "w365"),
    ] {
        assert_eq!(
            by_name(name),
            [(key.to_owned(), ProductBand::Inferred)],
            "{name}"
        );
    }
}

#[test]
fn a_name_that_microsoft_used_twice_is_for_a_person() {
    let found = by_name("O365 Business Premium");
    let keys: Vec<_> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert!(
        keys.contains(&"premium") && keys.contains(&"standard"),
        "{found:?}"
    );
    assert!(
        found.iter().all(|(_, band)| *band == ProductBand::Review),
        "{found:?}"
    );
    assert!(
        by_name("Exchange Online")
            .iter()
            .all(|(_, band)| *band == ProductBand::Review)
    );
}

#[test]
fn another_segment_or_edition_is_never_linked_by_name() {
    for (name, key) in [
        ("Microsoft 365 Business Premium", "premium"),
        ("Microsoft 365 Business Premium NFP", "premium-nfp"),
        (
            "Microsoft 365 Business Premium without Teams",
            "premium-noteams",
        ),
        ("M365 A3 faculty", "a3"),
        ("M365 A3 students", "a3-student"),
    ] {
        let linked: Vec<_> = by_name(name)
            .into_iter()
            .filter(|(_, band)| *band != ProductBand::Review)
            .collect();
        assert_eq!(linked, [(key.to_owned(), ProductBand::Inferred)], "{name}");
    }
    assert!(
        by_name("Office 365 E3 Trial")
            .iter()
            .all(|(_, band)| *band == ProductBand::Review)
    );
    assert!(
        by_name("Office 365 E3 GCC")
            .iter()
            .all(|(_, band)| *band == ProductBand::Review)
    );
}

#[test]
fn one_grade_is_never_another() {
    for (name, not) in [
        ("Microsoft 365 E5", "m365-e3"),
        ("Exchange Online Plan 1", "exo-p2"),
        ("Microsoft 365 Business Basic", "standard"),
        ("Windows 365 Business 4 vCPU 16 GB 256 GB", "w365"),
    ] {
        assert!(by_name(name).iter().all(|(key, _)| key != not), "{name}");
    }
}

#[test]
fn a_name_that_is_only_similar_is_for_a_person_and_one_that_is_not_for_nobody() {
    assert_eq!(
        by_name("Acronis Cyber Protect Advanced Backup Workstation"),
        [("acronis".to_owned(), ProductBand::Review)]
    );
    assert_eq!(by_name("Managed firewall, silver"), []);
    assert_eq!(by_name(""), []);
    assert_eq!(by_name("Monthly licence per user"), []);
}

#[test]
fn one_product_under_several_keys_is_linked_to_all_of_them() {
    let products = [
        distributed("sherweb:1", &["Power BI Pro"]),
        distributed("synnex:2", &["Microsoft Power BI Pro (Annual)"]),
    ];
    let product = ContractProduct {
        name: "PowerBI Pro".to_owned(),
        ..ContractProduct::default()
    };
    let found = match_products(&products, &[product]).remove(0).candidates;
    assert_eq!(
        found
            .iter()
            .map(|candidate| candidate.key.as_str())
            .collect::<Vec<_>>(),
        ["sherweb:1", "synnex:2"]
    );
}

#[test]
fn the_order_of_the_products_changes_nothing() {
    let mut products = catalogue();
    let contract: Vec<_> = products
        .iter()
        .map(|product| ContractProduct {
            name: product.names[0].clone(),
            ..ContractProduct::default()
        })
        .collect();
    let before = match_products(&products, &contract);
    products.reverse();
    assert_eq!(match_products(&products, &contract), before);
}
