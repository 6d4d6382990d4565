"""What keeps a reading process apart: its keeper, limits, network and folder. Where a system lacks a means, the next best is taken."""

import os

POSIX = os.name == "posix"
