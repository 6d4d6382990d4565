"""Binary Word documents: streams and properties of the format, to blocks."""
