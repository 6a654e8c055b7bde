"""How images are found by words: what counts as a word, what a visitor asks for, and where it is kept."""
