//! The whole of product matching.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    id::{ids_in, ids_of},
    name::ProductName,
    named::Named,
    nearby::Nearby,
    product::{ContractProduct, DistributedProduct, ProductBand, ProductCandidate, ProductOutcome},
    similar::{WordWeights, similarity},
};
use crate::matching::parallel;

/// Names less alike than this are not worth a person's time.
const REVIEW: f64 = 0.6;
/// What each meaning of an ambiguous name scores: they are equally likely.
const MAY_MEAN: f64 = 0.9;
/// A candidate this much worse than the best is not shown beside it.
const WITHIN: f64 = 0.15;
/// Candidates that a person is shown at most.
const MOST_SHOWN: usize = 3;

/// Matches the products of the PSA's contracts to distributed products: one outcome for each of
/// `contract`, in its order. The order of `distributed` does not matter.
pub fn match_products(
    distributed: &[DistributedProduct],
    contract: &[ContractProduct],
) -> Vec<ProductOutcome> {
    let catalogue = Catalogue::of(distributed);
    parallel::map(
        contract.len(),
        || (),
        |(), place| catalogue.find(&contract[place]),
    )
}

/// Distributed products, found by id and by name.
struct Catalogue<'a> {
    products: Vec<Known<'a>>,
    by_id: HashMap<String, Vec<usize>>,
    nearby: Nearby,
    weights: WordWeights,
}

struct Known<'a> {
    product: &'a DistributedProduct,
    names: Vec<Named<'a>>,
}

impl<'a> Catalogue<'a> {
    fn of(distributed: &'a [DistributedProduct]) -> Self {
        let mut products: Vec<_> = distributed.iter().map(Known::of).collect();
        products.sort_by(|one, other| one.product.key.cmp(&other.product.key));
        let mut by_id = HashMap::<_, Vec<_>>::new();
        for (place, known) in products.iter().enumerate() {
            for id in ids_of(known.product) {
                by_id.entry(id).or_default().push(place);
            }
        }
        let names = || {
            let placed = products.iter().enumerate();
            placed.flat_map(|(place, known)| known.names.iter().map(move |name| (place, name)))
        };
        Self {
            nearby: Nearby::of(names()),
            weights: WordWeights::of(names().map(|(_, named)| &named.name)),
            products,
            by_id,
        }
    }

    fn find(&self, product: &ContractProduct) -> ProductOutcome {
        let named = Named::read(&product.name);
        let mut found = BTreeMap::new();
        self.by_ids(product, &named, &mut found);
        let decided = !found.is_empty();
        for place in self.nearby.find(&named, &self.weights) {
            if let Some(candidate) = self.by_name(&named, &self.products[place], decided) {
                found.entry(place).or_insert(candidate);
            }
        }
        ProductOutcome {
            key: product.key.clone(),
            candidates: best(found.into_values().collect()),
        }
    }

    /// Finds products with an id of the contract's; one that contradicts the name is for a person.
    fn by_ids(
        &self,
        product: &ContractProduct,
        named: &Named<'_>,
        found: &mut BTreeMap<usize, ProductCandidate>,
    ) {
        for (kind, text, id) in ids_in(product) {
            for place in self.by_id.get(&id).into_iter().flatten() {
                let known = &self.products[*place];
                let doubt = known.contradiction(named);
                let (band, explanation) = match doubt {
                    Some(doubt) => (
                        ProductBand::Review,
                        format!(
                            "Held for review: {} {text} agrees, but {doubt}.",
                            kind.to_lowercase().replace("sku", "SKU")
                        ),
                    ),
                    None => (ProductBand::Exact, format!("{kind} {text} agrees.")),
                };
                found.entry(*place).or_insert(ProductCandidate {
                    key: known.product.key.clone(),
                    band,
                    score: None,
                    explanation,
                });
            }
        }
    }

    /// Compares the name with those of a product. Where an id decided, only names that mean the same
    /// add to it.
    fn by_name(
        &self,
        named: &Named<'_>,
        known: &Known<'_>,
        decided: bool,
    ) -> Option<ProductCandidate> {
        let compared = known
            .names
            .iter()
            .filter_map(|other| self.compare(named, other));
        let best =
            compared.min_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)))?;
        let (band, score, explanation) = best;
        (band == ProductBand::Inferred || !decided).then(|| ProductCandidate {
            key: known.product.key.clone(),
            band,
            score: Some(score),
            explanation,
        })
    }

    fn compare(&self, one: &Named<'_>, other: &Named<'_>) -> Option<(ProductBand, f64, String)> {
        if let Some(same) = one.same_as(other) {
            return Some(match difference(&one.name, &other.name) {
                Some(difference) => {
                    let text =
                        format!("Held for review: the names are the same, but {difference}.");
                    (ProductBand::Review, 1.0, text)
                }
                None => (ProductBand::Inferred, 1.0, same),
            });
        }
        let score = similarity(&one.name, &other.name, &self.weights);
        let apart = difference(&one.name, &other.name);
        if let Some(products) = one.may_mean(other).filter(|_| apart.is_none()) {
            let text = format!(
                "Held for review: “{}” may mean {}.",
                one.text,
                products.join(" or ")
            );
            return Some((ProductBand::Review, MAY_MEAN, text));
        }
        (score >= REVIEW).then(|| {
            let apart = apart
                .map(|difference| format!(", and {difference}"))
                .unwrap_or_default();
            let share = 100.0 * score;
            let text = format!(
                "Held for review: {share:.0} % of the words of “{}” agree{apart}.",
                other.text
            );
            (ProductBand::Review, score, text)
        })
    }
}

impl<'a> Known<'a> {
    fn of(product: &'a DistributedProduct) -> Self {
        let names = product.names.iter().chain(&product.aliases);
        Self {
            names: names.map(|name| Named::read(name)).collect(),
            product,
        }
    }

    /// Says why a name cannot be this product's, if all its own names contradict it.
    fn contradiction(&self, named: &Named<'_>) -> Option<String> {
        let doubt = |own: &Named<'_>| {
            let differs = named.grades_differ(own) && named.same_as(own).is_none();
            let text = || format!("the name differs from “{}”", own.text);
            difference(&named.name, &own.name).or_else(|| differs.then(text))
        };
        let doubts: Option<Vec<_>> = self.names.iter().map(doubt).collect();
        doubts?.into_iter().next()
    }
}

/// Says what makes two products of one name.
fn difference(one: &ProductName, other: &ProductName) -> Option<String> {
    if one.segment != other.segment {
        return Some(format!(
            "one is {} and the other {}",
            one.segment.name(),
            other.segment.name()
        ));
    }
    let editions: BTreeSet<_> = one.editions.symmetric_difference(&other.editions).collect();
    let edition = editions.into_iter().next()?;
    Some(match *edition {
        "noteams" => "only one of them is without Teams".to_owned(),
        "nfr" => "only one of them is not for resale".to_owned(),
        edition => format!("only one of them is marked “{edition}”"),
    })
}

/// Keeps all that are sure, or else the likeliest few.
fn best(mut found: Vec<ProductCandidate>) -> Vec<ProductCandidate> {
    let rank = |candidate: &ProductCandidate| candidate.score.unwrap_or(1.0);
    found.sort_by(|one, other| {
        one.band
            .cmp(&other.band)
            .then(rank(other).total_cmp(&rank(one)))
            .then(one.key.cmp(&other.key))
    });
    let sure = found
        .iter()
        .filter(|candidate| candidate.band < ProductBand::Review)
        .count();
    if sure > 0 {
        found.truncate(sure);
        return found;
    }
    let best = found.first().map(rank).unwrap_or_default();
    found.retain(|candidate| rank(candidate) >= best - WITHIN);
    found.truncate(MOST_SHOWN);
    found
}
