"""New content files to fill in: every gap is marked TODO."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from generator.facts import ID_RULE
from generator.fields import ID_PATTERN, MAX_ID
from generator.problems import WrongUse

_STARTERS: Final[Mapping[str, tuple[str, str]]] = {
    "exercise": (
        "exercises",
        """\
---
position: TODO
dose:
  repetitions: TODO
# TODO: pose the figure as the page /figures/ of the site shows, or take it and "Picture" away.
figure:
  start:
    base: TODO
  end:
    near_leg:
      hip: TODO
      knee: TODO
  arrows:
    - point: TODO
source: TODO
---

# {title}

TODO: say in 1 to 3 short sentences what you do.

## Get ready

- TODO: the starting position.

## Steps

1. TODO: one action, beginning with a verb.
2. TODO: the next action.

## Do not

- Do not TODO, or take this list away.

## Picture

1. TODO: what drawing 1 shows. Begin with the position.
2. TODO: what is different in drawing 2.
""",
    ),
    "routine": (
        "routines",
        """\
---
exercises:
  - exercise: TODO
  - exercise: TODO
---

# {title}

TODO: say the main message in 1 to 3 short sentences.
""",
    ),
    "caution": (
        "cautions",
        """\
---
grade: TODO
---

# {title}

TODO: say it in the patient's words.
""",
    ),
}
KINDS: Final = tuple(_STARTERS)


def starter(kind: str, name: str) -> tuple[Path, str]:
    """Return the path below `content/` and the text of a new file; WrongUse for a bad name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    identifier = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    if not re.fullmatch(ID_PATTERN, identifier) or len(identifier) > MAX_ID:
        raise WrongUse(f"'{name}' gives no id: an id is {ID_RULE}.")
    title = name.strip() if name.strip() != identifier else identifier.replace("-", " ")
    if re.search(r"[^\w ,;'?()/.-]|^[\d#+-]", title):
        raise WrongUse(f"'{name}' has signs that a title cannot hold: use plain words.")
    folder, text = _STARTERS[kind]
    return Path(folder, f"{identifier}.md"), text.format(title=title[0].upper() + title[1:])
