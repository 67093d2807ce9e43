//! What is to be known of a dataset.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text. A variant of the contract is its word, or the vendor's.
    Text,
    /// The word of a term (`monthly`). The table has its months beside it, in a column of their own.
    Term,
    /// JSON, as text.
    Json,
    /// A day.
    Date,
    /// A moment in UTC, in microseconds.
    Timestamp,
    /// An exact decimal number with [`DECIMAL_SCALE`](crate::store::schema::DECIMAL_SCALE) digits behind the point.
    Decimal,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
}

impl ColumnType {
    /// Returns the type in a staging table. JSON is checked when it is merged, not before.
    pub(in crate::store) fn sql(self) -> &'static str {
        match self {
            Self::Text | Self::Term | Self::Json => "VARCHAR",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP",
            Self::Decimal => "DECIMAL(18, 6)",
            Self::Count => "BIGINT",
            Self::Flag => "BOOLEAN",
        }
    }
}

/// A column of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name: that of the contract's field in snake case.
    pub name: &'static str,
    /// What it holds.
    pub column_type: ColumnType,
    /// Whether every row has it.
    pub required: bool,
    /// What a merge does with it.
    pub(in crate::store) role: Role,
}

/// What a merge does with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Role {
    /// It tells rows apart.
    Key,
    /// What the vendor says now takes the place of what was said before.
    Kept,
    /// As `Kept`, where prices could be asked (`priced`); else what was said before stays.
    Price,
    /// It says something of the row, and stands in no table.
    Staged,
}

/// Whose read proves that a row is gone, beside one of the whole account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Scope {
    /// That one alone.
    Account,
    /// A row is a customer: the read of that one.
    OwnCustomer,
    /// The read of its customer.
    Customer,
    /// The read of its customer, or of its subscription.
    CustomerOrSubscription,
}

/// Where rows come from, and by which columns of its tables that is known.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Side {
    /// What every row is written with, beside what was read: columns, and their values as SQL.
    pub(in crate::store) origin: &'static [(&'static str, &'static str)],
    /// The one of them within which keys are unique.
    pub(in crate::store) owner: &'static str,
    /// Since when a row is gone.
    pub(in crate::store) gone_since: &'static str,
    /// The read that brought a row.
    pub(in crate::store) brought_by: &'static str,
    /// Whether a row that comes back counts as changed.
    pub(in crate::store) returning_is_a_change: bool,
}

/// What a plugin read of a distributor.
pub(super) const DISTRIBUTOR: Side = Side {
    origin: &[
        ("vendor", "getvariable('vendor')"),
        ("connection", "getvariable('connection')"),
    ],
    owner: "connection",
    gone_since: "missing_since",
    brought_by: "run_id",
    returning_is_a_change: false,
};

/// What the PSA bills.
pub(super) const BILLING: Side = Side {
    origin: &[("psa", "getvariable('psa')")],
    owner: "psa",
    gone_since: "ended_at",
    brought_by: "import_id",
    returning_is_a_change: true,
};

/// How a merge writes a row that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Change {
    /// It is updated.
    InPlace,
    /// It is deleted and inserted again: an update of many columns is kept in memory until its end, and a million of them
    /// did not fit into half a gigabyte.
    Anew,
}

/// All that is to be known of a dataset.
#[derive(Debug)]
pub(in crate::store) struct Definition {
    /// The name, as the contract, the command line and the database spell it.
    pub(in crate::store) name: &'static str,
    /// What its rows are, in a few words.
    pub(in crate::store) meaning: &'static str,
    /// Where its rows come from.
    pub(in crate::store) side: &'static Side,
    /// The table that its rows are merged into.
    pub(in crate::store) table: &'static str,
    /// The columns in which rows travel, in the order of the contract's record.
    pub(in crate::store) columns: &'static [Column],
    /// What its rows in the table have beside them, as SQL: together with the key it tells them from other rows there.
    pub(in crate::store) fixed: &'static [(&'static str, &'static str)],
    /// Columns that the comparison makes.
    pub(in crate::store) made: &'static [&'static str],
    /// Whose read proves that a row is gone.
    pub(in crate::store) scope: Scope,
    /// How a row that changed is written.
    pub(in crate::store) change: Change,
    /// Which rows of the table count as those of now, as SQL.
    pub(in crate::store) live: &'static str,
}

impl Definition {
    /// The columns of a role.
    pub(in crate::store) fn of(&self, role: Role) -> impl Iterator<Item = &'static Column> {
        self.columns
            .iter()
            .filter(move |column| column.role == role)
    }

    /// Whether rows have no id of the vendor's: then one that changed is one gone and one new.
    pub(in crate::store) fn is_without_key(&self) -> bool {
        self.of(Role::Key).next().is_none()
    }
}

const fn column(name: &'static str, column_type: ColumnType, required: bool, role: Role) -> Column {
    Column {
        name,
        column_type,
        required,
        role,
    }
}

/// A part of the key.
pub(super) const fn key(name: &'static str) -> Column {
    column(name, ColumnType::Text, true, Role::Key)
}

/// A part of the key that some rows do without.
pub(super) const fn optional_key(name: &'static str) -> Column {
    column(name, ColumnType::Text, false, Role::Key)
}

/// What every row has.
pub(super) const fn required(name: &'static str, column_type: ColumnType) -> Column {
    column(name, column_type, true, Role::Kept)
}

/// What a row may have.
pub(super) const fn optional(name: &'static str, column_type: ColumnType) -> Column {
    column(name, column_type, false, Role::Kept)
}

/// What is known where prices could be asked.
pub(super) const fn price(name: &'static str, column_type: ColumnType) -> Column {
    column(name, column_type, false, Role::Price)
}

/// What every row says of itself, for the merge alone.
pub(super) const fn staged(name: &'static str, column_type: ColumnType) -> Column {
    column(name, column_type, true, Role::Staged)
}
