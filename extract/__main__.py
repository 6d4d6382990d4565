"""`python -m extract` is `nianbao`."""

from extract.cli import main

main()
