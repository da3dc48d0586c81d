"""Words in, words out: DRS's vocabulary, and the reader's language."""
