//! A person of whom it is known what they will say.

use std::collections::VecDeque;
use std::io;

use super::Ask;

/// Gives prepared answers and remembers the questions.
#[derive(Default)]
pub(in crate::cli) struct Script {
    pub(in crate::cli) answers: VecDeque<&'static str>,
    pub(in crate::cli) shown: Vec<String>,
}

impl Script {
    pub(in crate::cli) fn new(answers: &[&'static str]) -> Self {
        Self {
            answers: answers.iter().copied().collect(),
            shown: Vec::new(),
        }
    }
}

impl Ask for Script {
    fn say(&mut self, text: &str) {
        self.shown.push(text.to_owned());
    }

    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        self.shown.push(question.to_owned());
        Ok(self.answers.pop_front().map(str::to_owned))
    }
}
