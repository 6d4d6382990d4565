"""Printed tables before they are coded: pieces joined, flattened ones found in running text, values and units read. Pure."""
