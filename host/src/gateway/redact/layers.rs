//! Finds secrets under the encodings that a server wraps around what it echoes.
//!
//! A text is searched as it is, then with its escapes taken off, then with those taken off that this
//! brought to light, and so on; so is all that is base64. Each decoded byte knows where it stood in
//! the text that came, so exactly that is masked. All kinds of escapes are taken off at once, because
//! servers mix them, and each kind on its own, because they do not. A secret may look like an escape
//! itself, so it is searched for in every state between it and what is left of it in the end.

use std::ops::Range;

use super::escapes::{self, Kinds, Meaning};
use super::runs;
use super::searcher::Searcher;
use super::thin::Left;

/// How many encodings are taken off: two that servers nest, and two that a secret may look like.
const LAYERS: usize = 4;

/// How many of them are taken off kind by kind.
const EXACT: usize = 2;

/// How many bytes one byte of a secret may have become, where it lies across the end of a window.
const GROWTH: usize = 64;

/// How far windows overlap, at least and at most.
const OVERLAP: (usize, usize) = (16 * 1024, 128 * 1024);

/// A window, in overlaps. A text is decoded in windows, because a decoded byte and its place take more
/// room than the byte that came.
const WINDOW: usize = 4;

/// Finds known secrets in texts.
pub(super) struct Finder {
    searcher: Searcher,
}

impl Default for Finder {
    fn default() -> Self {
        Self::new(std::iter::empty())
    }
}

impl Finder {
    /// Finds these forms of secrets, and whatever is decoded to one of them.
    pub(super) fn new(forms: impl Iterator<Item = Vec<u8>>) -> Self {
        Self {
            searcher: Searcher::new(forms),
        }
    }

    /// Returns where secrets stand in a text: in order, and none inside or across another.
    pub(super) fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found = self.find_behind(text, Left::Zeros);
        if let Some(dense) = Left::Noughts.out_of(text) {
            let inside = united(self.find_behind(&dense, Left::Zeros));
            found.extend(Left::Noughts.places(text, &inside));
        }
        united(found)
    }

    /// The places in a text as it is, and in one without what is left out of it.
    fn find_behind(&self, text: &[u8], left: Left) -> Vec<Range<usize>> {
        let (mut found, _) = self.hunt(text);
        if let Some(thin) = left.out_of(text) {
            let (inside, _) = self.hunt(&thin);
            found.extend(left.places(text, &inside));
        }
        found
    }

    /// The places, and how many bytes were looked at or made for it.
    fn hunt(&self, text: &[u8]) -> (Vec<Range<usize>>, usize) {
        let width = self.searcher.width();
        let mut hunt = Hunt {
            searcher: &self.searcher,
            shortest_run: runs::characters(width),
            begin: 0,
            found: Vec::new(),
            steps: 0,
        };
        if width > 0 && text.len() >= width {
            hunt.search(View::of(text));
            let (least, most) = OVERLAP;
            let overlap = (self.searcher.longest() * GROWTH).clamp(least, most);
            let mut rest = Some(text);
            while let Some(text) = rest {
                let window = text.get(..overlap * WINDOW).unwrap_or(text);
                hunt.decode(View::of(window), Depth::START);
                let step = window.len().saturating_sub(overlap);
                rest = (window.len() < text.len())
                    .then(|| text.get(step..))
                    .flatten();
                hunt.begin += step;
            }
        }
        (united(hunt.found), hunt.steps)
    }
}

/// Puts ranges in order and unites those that overlap.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut united: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match united.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => united.push(range),
        }
    }
    united
}

/// The states of a secret between itself and what is left when everything that looks like an escape is taken off.
pub(super) fn states(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut states = vec![secret.to_vec()];
    for _ in 0..LAYERS {
        let next = states
            .last()
            .and_then(|state| unescaped(View::of(state), Kinds::ALL))
            .map(|(layer, _)| layer.bytes);
        match next {
            Some(next) => states.push(next),
            None => break,
        }
    }
    states
}

/// Where a decoded byte stood in the window.
#[derive(Clone, Copy)]
struct Place {
    start: u32,
    end: u32,
}

impl Place {
    fn new(range: Range<usize>) -> Self {
        let bounded = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self {
            start: bounded(range.start),
            end: bounded(range.end),
        }
    }
}

/// Bytes with their places.
#[derive(Default)]
struct Layer {
    bytes: Vec<u8>,
    places: Vec<Place>,
}

impl Layer {
    fn view(&self) -> View<'_> {
        View {
            bytes: &self.bytes,
            places: Some(&self.places),
        }
    }

    fn copy(&mut self, view: View<'_>, range: Range<usize>) {
        let bytes = view.bytes.get(range.clone()).unwrap_or_default();
        self.bytes.extend_from_slice(bytes);
        match view.places {
            Some(places) => {
                let places = places.get(range).unwrap_or_default();
                self.places.extend_from_slice(places);
            }
            None => self.places.extend(range.map(|at| Place::new(at..at + 1))),
        }
    }

    fn push(&mut self, meaning: &Meaning, place: Range<usize>) {
        let mut buffer = [0; 4];
        let bytes: &[u8] = match meaning {
            Meaning::Byte(byte) => std::slice::from_ref(byte),
            Meaning::Character(character) => character.encode_utf8(&mut buffer).as_bytes(),
        };
        self.bytes.extend_from_slice(bytes);
        self.places
            .extend(std::iter::repeat_n(Place::new(place), bytes.len()));
    }
}

/// A text to look at: the window itself, which needs no places, or a layer of it.
#[derive(Clone, Copy)]
struct View<'a> {
    bytes: &'a [u8],
    places: Option<&'a [Place]>,
}

impl<'a> View<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            places: None,
        }
    }

    /// Returns where bytes stood in the window. There is at least one.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let Some(places) = self.places else {
            return range;
        };
        let bytes = places.get(range).unwrap_or_default();
        let start = bytes.first().map_or(0, |place| place.start as usize);
        let end = bytes.last().map_or(0, |place| place.end as usize);
        start..end
    }
}

/// How many layers are still to be taken off.
#[derive(Clone, Copy)]
struct Depth {
    /// With all kinds of escapes at once.
    layers: usize,
    /// Kind by kind, where there are several.
    exact: usize,
}

impl Depth {
    const START: Self = Self {
        layers: LAYERS,
        exact: EXACT,
    };
}

/// One search of one text.
struct Hunt<'a> {
    searcher: &'a Searcher,
    /// How many characters of base64 the shortest secret takes.
    shortest_run: usize,
    /// Where the window begins.
    begin: usize,
    found: Vec<Range<usize>>,
    steps: usize,
}

impl Hunt<'_> {
    fn search(&mut self, view: View<'_>) {
        self.steps += view.bytes.len();
        let mut from = 0;
        while let Some((start, end)) = self.searcher.find(view.bytes, from) {
            let place = view.place(start..end);
            self.found
                .push(self.begin + place.start..self.begin + place.end);
            from = end;
        }
    }

    /// Takes layers off, and searches what comes to light.
    fn decode(&mut self, view: View<'_>, depth: Depth) {
        let Some(left) = depth.layers.checked_sub(1) else {
            return;
        };
        let exact = depth.exact.saturating_sub(1);
        let depth_of_runs = Depth {
            layers: left,
            exact,
        };
        self.decode_runs(view, depth_of_runs);
        if let Some(layer) = unfolded(view) {
            self.steps += view.bytes.len();
            self.decode_runs(layer.view(), depth_of_runs);
        }
        self.steps += view.bytes.len();
        let Some((layer, kinds)) = unescaped(view, Kinds::ALL) else {
            return;
        };
        let mixed = kinds.each().count() > 1;
        let depth_of_all = Depth {
            layers: left,
            exact: if mixed { 0 } else { exact },
        };
        self.search(layer.view());
        self.decode(layer.view(), depth_of_all);
        drop(layer);
        if !mixed || depth.exact == 0 {
            return;
        }
        // What stands beside a secret may look like an escape together with its beginning or end, and then
        // it must not be taken for one before its own layer comes.
        for kind in kinds.each() {
            self.steps += view.bytes.len();
            if let Some((layer, _)) = unescaped(view, kind) {
                self.search(layer.view());
                self.decode(
                    layer.view(),
                    Depth {
                        layers: exact,
                        exact,
                    },
                );
            }
        }
    }

    /// Decodes what may be base64. Where a run begins says little: a path or a word may stand before
    /// it, so every way to divide it is tried.
    fn decode_runs(&mut self, view: View<'_>, depth: Depth) {
        let mut decoded = Vec::new();
        let mut from = 0;
        while let Some(run) = runs::next(view.bytes, from, self.shortest_run) {
            from = run.end;
            for phase in 0..runs::PHASES {
                let start = run.start + phase;
                runs::decode(
                    view.bytes.get(start..run.end).unwrap_or_default(),
                    &mut decoded,
                );
                self.steps += decoded.len();
                if !self.is_promising(&decoded) {
                    continue;
                }
                let layer = Layer {
                    places: places_of_run(view, start, run.end, decoded.len()),
                    bytes: std::mem::take(&mut decoded),
                };
                self.search(layer.view());
                self.decode(layer.view(), depth);
            }
        }
    }

    /// Tells whether decoded base64 holds a secret or a further layer: nearly all of it holds none,
    /// and needs no places.
    fn is_promising(&self, decoded: &[u8]) -> bool {
        self.searcher.find(decoded, 0).is_some()
            || next_escape(decoded, 0, Kinds::ALL).is_some()
            || runs::next(decoded, 0, self.shortest_run).is_some()
    }
}

/// The places of bytes that were decoded from the base64 between `start` and `end`.
fn places_of_run(view: View<'_>, start: usize, end: usize, bytes: usize) -> Vec<Place> {
    let after = view.bytes.get(end..).unwrap_or_default();
    let padding = after
        .iter()
        .take(2)
        .take_while(|byte| **byte == b'=')
        .count();
    let place = |byte| {
        let characters = runs::origin(byte);
        let mut until = start + characters.end;
        if until == end {
            until += padding;
        }
        Place::new(view.place(start + characters.start..until))
    };
    (0..bytes).map(place).collect()
}

/// Takes out the line breaks with which mail folds base64; none where there are none.
fn unfolded(view: View<'_>) -> Option<Layer> {
    let (mut layer, mut copied, mut from) = (Layer::default(), 0, 0);
    while let Some(line) = runs::next(view.bytes, from, runs::FOLDED) {
        from = line.end;
        let length = runs::line_break(view.bytes.get(line.end..)?);
        if length > 0 {
            layer.copy(view, copied..line.end);
            copied = line.end + length;
        }
    }
    if copied == 0 {
        return None;
    }
    layer.copy(view, copied..view.bytes.len());
    Some(layer)
}

/// Finds the first escape of these kinds at or after a place: what it stands for, and where.
fn next_escape(text: &[u8], from: usize, kinds: Kinds) -> Option<(Meaning, Range<usize>)> {
    let mut at = from;
    loop {
        at += text.get(at..)?.iter().position(|byte| kinds.begin(*byte))?;
        if let Some((meaning, length)) = escapes::read(text.get(at..)?) {
            return Some((meaning, at..at + length));
        }
        at += 1;
    }
}

/// Takes off one layer of escapes of these kinds, and says of which there were any; none if there were none.
fn unescaped(view: View<'_>, kinds: Kinds) -> Option<(Layer, Kinds)> {
    let (mut layer, mut copied, mut seen) = (Layer::default(), 0, Kinds::NONE);
    while let Some((meaning, escape)) = next_escape(view.bytes, copied, kinds) {
        if copied == 0 {
            // Most texts have no escape, and then nothing is made.
            layer.bytes.reserve(view.bytes.len());
            layer.places.reserve(view.bytes.len());
        }
        layer.copy(view, copied..escape.start);
        copied = escape.end;
        seen.add(view.bytes.get(escape.start));
        layer.push(&meaning, view.place(escape));
    }
    if copied == 0 {
        return None;
    }
    layer.copy(view, copied..view.bytes.len());
    Some((layer, seen))
}

#[cfg(test)]
#[path = "../tests/layers.rs"]
mod tests;
