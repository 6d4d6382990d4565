"""Load files into an archive: found, taken in, read beside this process, put together where several make one report, written."""
