//! The file formats that a model can be written in, one file each.

mod merges_txt;
mod tokenizer_json;

#[cfg(test)]
mod tests;
