"""Printed characters and lines of any page to paragraphs and tables: pure geometry, whatever drew them."""
