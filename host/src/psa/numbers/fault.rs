//! Why a text is not a number.

/// Digits that the database has room for before the decimal mark.
pub(super) const WHOLE_DIGITS: usize = 12;

/// Why a text is not a number, or none for certain. The messages are rules that follow the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::psa) enum NumberFault {
    /// It has no digits, or something else beside them.
    #[error("is not a number; write it in digits, or leave the cell empty if it is unknown")]
    NoNumber,
    /// Its points, commas and spaces make no number.
    #[error(
        "is not a number: its points, commas or spaces are misplaced; write it without thousands separators, such as 1234.50"
    )]
    Misplaced,
    /// It does not fit.
    #[error("has more than {WHOLE_DIGITS} digits before the decimal mark")]
    TooLarge,
    /// So little of it is left in six decimals that it is another number.
    #[error(
        "has more than the six decimals that are stored, so it would change; give the price of 1,000 units, and the quantity in thousands"
    )]
    TooFine,
    /// A word that is not a currency stands beside the digits.
    #[error("contains “{0}”, which is not a known currency; leave only the number in the cell")]
    Word(String),
    /// A word stands directly before a point or a comma.
    #[error(
        "can be read in two ways: the mark after “{0}” may be a decimal mark or belong to the word; write the amount without the word"
    )]
    MarkAfterWord(String),
    /// It names two currencies that differ.
    #[error("names two currencies; write one")]
    TwoCurrencies,
    /// It says credit or debit.
    #[error(
        "says credit or debit, and programs differ on which of them is negative; write a minus sign before amounts that are subtracted, and no word"
    )]
    CreditOrDebit,
    /// A dash in the place of a number.
    #[error(
        "may be zero, as Excel's accounting format writes it, or no value; write 0 or leave the cell empty, or set dash = \"zero\" or dash = \"unknown\" in a mapping file"
    )]
    Dash,
    /// It is negative twice.
    #[error("is marked as negative twice; write one sign")]
    TwiceNegative,
    /// What a spreadsheet shows where a formula fails.
    #[error("is the error of a spreadsheet formula; correct the formula and export the file again")]
    FormulaError,
    /// A formula instead of its result.
    #[error("is a formula instead of its result; export the file again with values")]
    Formula,
}
