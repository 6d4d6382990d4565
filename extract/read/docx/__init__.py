"""Word documents in XML: packages, lists, tables, and what is held against them."""
