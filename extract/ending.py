"""How a command ends: errors for people become a line on stderr and an exit status."""

import sqlite3
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn

import click

from extract import mishap
from extract.errors import ExtractError

# The exit status of a command that was interrupted, as shells have it: 128 and the number of the signal.
INTERRUPTED = 130


def told(command: Callable) -> Callable:
    """Turn errors for people into a line on stderr and their exit status."""

    @wraps(command)
    def run(*args: object, **options: object) -> None:
        try:
            sys.exit(command(*args, **options) or 0)
        except ExtractError as error:
            end(str(error), error.status)
        except KeyboardInterrupt:
            end(f"interrupted. {mishap.WHOLE}.", INTERRUPTED)
        except BrokenPipeError:
            # Whoever read our output has had enough of it; click ends quietly.
            raise
        except (OSError, sqlite3.OperationalError) as error:
            end(mishap.in_words(error), ExtractError.status)
        except sqlite3.DatabaseError as error:
            # Broken rules of the archive are defects; a damaged file has no class of its own.
            if type(error) is not sqlite3.DatabaseError:
                raise
            end(mishap.in_words(error), ExtractError.status)

    return run


def end(message: str, status: int) -> NoReturn:
    """Say why a command ends here."""
    click.echo(f"nianbao: {message}", err=True)
    sys.exit(status)
