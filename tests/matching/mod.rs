//! Who is who is found, and nobody is taken for somebody else.

mod labelled;
mod look_alikes;
mod properties;
mod score_files;
