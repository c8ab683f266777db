"""What is done to a whole built site: its search index."""

from pathlib import Path

from generator.search_index import write_index


def finish(site: Path) -> None:
    """Finish the site in that folder, in place."""
    write_index(site)
