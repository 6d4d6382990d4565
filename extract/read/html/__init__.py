"""Web pages: tags, tables and text, and where the report stands among what surrounds it."""
