"""Reading on a Dask cluster: files are sent to its workers as bytes, what they say comes back as bytes, and is written here."""
