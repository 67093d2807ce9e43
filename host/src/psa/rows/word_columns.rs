//! Columns of words and currencies.

use super::{
    texts::{Text, Value},
    understand::Columns,
};
use crate::psa::{
    currency,
    error::ReadFault,
    field::{Field, Kind},
    words::{self, Meaning},
};

impl Columns<'_> {
    pub(super) fn words(&mut self, columns: Vec<(Field, Vec<Text>)>) -> Result<(), ReadFault> {
        for (field, texts) in columns {
            let words = self.section.values.get(field.name);
            let (mut values, mut bad) = (Vec::new(), Vec::new());
            let mut unknown: Vec<&Text> = Vec::new();
            for text in &texts {
                let meaning = match field.kind {
                    Kind::Currency => currency_value(&text.text),
                    kind => match words::meaning(kind, words, &text.text) {
                        Meaning::Known(word) => Ok(Value::Word(word)),
                        Meaning::Unknown => {
                            unknown.push(text);
                            Ok(Value::Nothing)
                        }
                        Meaning::Fault(rule) => Err(rule),
                    },
                };
                match meaning {
                    Ok(value) => values.push((text.text.clone(), value)),
                    Err(rule) => bad.push((text.text.clone(), rule)),
                }
            }
            self.note_unknown(&field, &unknown);
            self.settle(&field, &values, &bad)?;
        }
        Ok(())
    }

    fn note_unknown(&mut self, field: &Field, unknown: &[&Text]) {
        // An unknown timing changes no amount.
        if unknown.is_empty() || field.kind != Kind::Period {
            return;
        }
        let words: Vec<String> = unknown
            .iter()
            .take(5)
            .map(|text| format!("“{}”", text.text))
            .collect();
        let rows: u64 = unknown.iter().map(|text| text.rows).sum();
        let column = self.column(field.name).unwrap_or_default();
        self.result.notes.push(format!(
            "column {column}: rows with a billing period that the profile does not know ({}): {rows}; \
             their monthly price is unknown until a mapping file says how many months it is",
            words.join(", ")
        ));
    }
}

fn currency_value(text: &str) -> Result<Value, String> {
    match (currency::code(text), currency::candidates(text)) {
        (Some(code), _) => Ok(Value::Word(code)),
        (None, Some(candidates)) => Ok(Value::Mark(candidates)),
        (None, None) => {
            Err("is not a currency (an ISO 4217 code such as USD is expected)".to_owned())
        }
    }
}
