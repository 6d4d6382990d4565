"""A report cut into chapters and their parts: pure functions over blocks and words; no figure is read here."""
