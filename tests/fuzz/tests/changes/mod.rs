//! Random changes of inputs, much as a fuzzer makes them, but blind.

/// Pieces that mean something to one target or another.
const PIECES: [&[u8]; 24] = [
    b"\xff",
    b"\0",
    b"\r\n",
    b"\"",
    b"\\",
    b"%2e",
    b"..",
    b"//",
    b"@",
    b"#",
    b";",
    b",",
    b"null",
    b"{}",
    b"[]",
    b"-",
    b"1e40",
    b"9999999999999999999",
    b"0.0000000000005",
    b"9999-12-31T23:59:59Z",
    b"0001-01-01",
    b"\xc3\xa9",
    b"\xe2\x80\xae",
    b"=",
];

/// The longest input.
const LONGEST: usize = 16 * 1024;

/// Makes inputs of others.
pub(crate) struct Changes<'a> {
    state: u64,
    inputs: &'a [&'a [u8]],
}

impl<'a> Changes<'a> {
    pub(crate) fn new(seed: u64, inputs: &'a [&'a [u8]]) -> Self {
        Self {
            state: seed,
            inputs,
        }
    }

    /// An input of the corpus with one to eight changes.
    pub(crate) fn next_input(&mut self) -> Vec<u8> {
        let mut input = self.pick(self.inputs).to_vec();
        for _ in 0..=self.below(8) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let until = (at + self.below(16)).min(input.len());
        match self.below(6) {
            0 => {
                let bit = self.below(8);
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            1 => drop(input.drain(at..until)),
            2 => {
                let piece = self.pick(&PIECES);
                input.splice(at..at, piece.iter().copied());
            }
            3 => {
                let piece = self.pick(&PIECES);
                input.splice(at..until, piece.iter().copied());
            }
            4 => {
                let copied = input[at..until].to_vec();
                let to = self.below(input.len() + 1);
                input.splice(to..to, copied);
            }
            _ => {
                let other = self.pick(self.inputs);
                let from = self.below(other.len() + 1);
                input.truncate(at);
                input.extend(&other[from..]);
            }
        }
    }

    fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        table[self.below(table.len())]
    }

    /// A number under `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
