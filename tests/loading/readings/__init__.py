"""What the reader makes of texts, cells and whole sheets, held in files that a person can read and write."""
