//! Texts that a page's script needs, each once: a page of thousands of rows repeats most of them.

use std::collections::HashMap;

/// Texts with a number for each.
#[derive(Debug, Default)]
pub(super) struct Texts {
    numbers: HashMap<String, usize>,
    uses: Vec<u32>,
}

/// Lists of numbers of texts.
#[derive(Debug)]
pub(super) enum Node {
    /// A text, by its number.
    Text(usize),
    /// A number that is one.
    Number(usize),
    /// No value.
    None,
    /// A list.
    List(Vec<Node>),
}

impl Texts {
    /// Keeps a text.
    pub(super) fn node(&mut self, text: &str) -> Node {
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None => {
                let number = self.uses.len();
                self.numbers.insert(text.to_owned(), number);
                self.uses.push(0);
                number
            }
        };
        self.uses[number] += 1;
        Node::Text(number)
    }

    /// Returns the texts, those that are used most first, and the place of each number among them.
    pub(super) fn sorted(&self) -> (Vec<&str>, Vec<usize>) {
        let mut texts: Vec<(&str, usize)> = self
            .numbers
            .iter()
            .map(|(text, number)| (text.as_str(), *number))
            .collect();
        texts.sort_by_key(|(_, number)| (u32::MAX - self.uses[*number], *number));
        let mut places = vec![0; texts.len()];
        for (place, (_, number)) in texts.iter().enumerate() {
            places[*number] = place;
        }
        (texts.into_iter().map(|(text, _)| text).collect(), places)
    }
}

impl Node {
    /// Writes the node as JSON.
    pub(super) fn write(&self, places: &[usize], json: &mut String) {
        match self {
            Self::Text(number) => json.push_str(&places[*number].to_string()),
            Self::Number(number) => json.push_str(&number.to_string()),
            Self::None => json.push_str("null"),
            Self::List(nodes) => {
                json.push('[');
                for (place, node) in nodes.iter().enumerate() {
                    if place > 0 {
                        json.push(',');
                    }
                    node.write(places, json);
                }
                json.push(']');
            }
        }
    }
}

/// Writes a value as JSON that can stand in a script element: nothing in it ends the element or begins a comment.
pub(super) fn for_script(value: &impl serde::Serialize) -> String {
    // Texts, lists and maps with texts as keys can always be written.
    serde_json::to_string(value)
        .unwrap_or_default()
        .replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_those_that_are_used_most_come_first() {
        let mut texts = Texts::default();
        let list = Node::List(
            ["rare", "often", "often", "often", "twice", "twice"]
                .map(|text| texts.node(text))
                .into_iter()
                .chain([Node::None, Node::Number(7)])
                .collect(),
        );
        let (sorted, places) = texts.sorted();
        assert_eq!(sorted, ["often", "twice", "rare"]);
        let mut json = String::new();
        list.write(&places, &mut json);
        assert_eq!(json, "[2,0,0,0,1,1,null,7]");
    }

    #[test]
    fn no_text_ends_the_script_element() {
        let json = for_script(&["</script><!-- <script>"]);
        assert!(!json.contains('<'), "{json}");
        assert_eq!(
            serde_json::from_str::<Vec<String>>(&json).unwrap(),
            ["</script><!-- <script>"]
        );
    }
}
