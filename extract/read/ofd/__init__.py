"""OFD files, the government's own page format."""
