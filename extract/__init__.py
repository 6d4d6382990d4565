"""nianbao (年报): an archive of Chinese government-information-disclosure annual reports."""

__version__ = "0.1.0"
# The shape of an archive: schema/archive.sql. A change of it needs the next number (extract/archive/migration.py).
ARCHIVE_VERSION = 3
