"""What fields are made of: ids, references, text, addresses, dates, and the base of all models."""

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from generator.amount import fault
from generator.problems import said

ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_ID: Final = 64


@dataclass(frozen=True)
class Reference:
    """Marks a field as the id of something of that kind: a folder of `content/`."""

    kind: str


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=MAX_ID, strict=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strict=True)]
ExerciseId = Annotated[Id, Reference("exercises")]
CautionId = Annotated[Id, Reference("cautions")]
SourceId = Annotated[Id, Reference("sources")]
PositionId = Annotated[Id, Reference("positions")]
EquipmentId = Annotated[Id, Reference("equipment")]
RegionId = Annotated[Id, Reference("regions")]


def _https(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"https://[^\s<>\"'\\]+", value):
        raise fault("wrong-address", f"{said(value)} is not an address like 'https://…'.")
    return value


def _date(value: object) -> datetime.date:
    """Return a date written as 2026-01-31 and in no other way."""
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise fault("wrong-date", f"{said(value)} is not a date like 2026-01-31.")


Address = Annotated[str, BeforeValidator(_https)]
Date = Annotated[datetime.date, BeforeValidator(_date)]


class Facts(BaseModel):
    """What every front matter shares: unknown fields are refused, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)
