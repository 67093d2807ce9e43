//! What the contract of distributors and the store call a dataset.

use crate::plugin::types::DatasetName;
use crate::store::Dataset;

/// All that the contract has.
const CONTRACT: [DatasetName; 7] = [
    DatasetName::Customers,
    DatasetName::Subscriptions,
    DatasetName::Usage,
    DatasetName::PayableCharges,
    DatasetName::ReceivableCharges,
    DatasetName::Products,
    DatasetName::Activities,
];

/// The store's dataset of a name of the contract.
pub(super) fn stored(name: DatasetName) -> Dataset {
    match name {
        DatasetName::Customers => Dataset::Customers,
        DatasetName::Subscriptions => Dataset::Subscriptions,
        DatasetName::Usage => Dataset::Usage,
        DatasetName::PayableCharges => Dataset::PayableCharges,
        DatasetName::ReceivableCharges => Dataset::ReceivableCharges,
        DatasetName::Products => Dataset::Products,
        DatasetName::Activities => Dataset::Activities,
    }
}

/// The contract's name of a dataset; none of the billing side.
pub(super) fn in_contract(dataset: Dataset) -> Option<DatasetName> {
    CONTRACT.into_iter().find(|name| stored(*name) == dataset)
}

#[cfg(test)]
mod tests {
    use super::in_contract;
    use crate::store::Dataset;

    #[test]
    fn the_contract_has_a_name_for_every_dataset_of_distributors_and_for_no_other() {
        for dataset in Dataset::ALL {
            let is_of_distributors = Dataset::OF_DISTRIBUTORS.contains(&dataset);
            assert_eq!(
                in_contract(dataset).is_some(),
                is_of_distributors,
                "{dataset}"
            );
        }
    }
}
