"""What was made of a library, and what of the library was read for it.

So that after an edit only that is made anew for which something was read that has changed. What
is read is noted by a library that looks like the real one: nobody has to say what a page depends
on, and nobody can forget to.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MethodType
from typing import Any, Final, Generic, TypeVar, cast

from generator.library import Library

T = TypeVar("T")
# In place of keys: the whole of a mapping was read, or what is no mapping.
_WHOLE: Final = None
# Which keys were read of each attribute of a library, or the whole of it.
Reads = dict[str, "set[Any] | None"]


@dataclass(frozen=True)
class _Kept(Generic[T]):
    """What was made, from what besides the library, and what was read for it."""

    result: T
    given: tuple[object, ...]
    reads: Reads


@dataclass
class Memory(Generic[T]):
    """Keeps what was made of the last library."""

    _kept: dict[str, _Kept[T]] = field(default_factory=dict)
    _last: Library = field(default_factory=Library)

    @contextmanager
    def of(self, library: Library) -> "Iterator[Remembered[T]]":
        """Give out what makes and remembers for one library; what is not asked for is forgotten."""
        remembered = Remembered(library, _Changes(self._last, library), self._kept)
        # If the making fails half-way, what is kept belongs to two libraries.
        self._kept, self._last = {}, Library()
        yield remembered
        self._kept, self._last = remembered.kept, library


class Remembered(Generic[T]):
    """Makes what is asked for, unless all that was read for it is as it was."""

    def __init__(self, library: Library, changes: "_Changes", before: dict[str, _Kept[T]]) -> None:
        self.kept: dict[str, _Kept[T]] = {}
        self._library = library
        self._changes = changes
        self._before = before

    def __call__(self, name: str, given: tuple[object, ...], make: Callable[[Library], T]) -> T:
        """Return what `make` makes of the library; `given` is all that it knows besides."""
        kept = self._before.get(name)
        if kept is None or kept.given != given or self._changes.touch(kept.reads):
            reads: Reads = {}
            watched = cast(Library, _Watched(self._library, reads))
            kept = _Kept(make(watched), given, reads)
        self.kept[name] = kept
        return kept.result


# --- what has changed -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Difference:
    """Between two states of an attribute: the keys that differ, and whether anything does."""

    keys: frozenset[Any]
    anything: bool


class _Changes:
    """Tells what differs between two libraries."""

    def __init__(self, before: Library, after: Library) -> None:
        self._before, self._after = before, after
        self._known: dict[str, _Difference] = {}

    def touch(self, reads: Reads) -> bool:
        """Tell whether anything that was read differs."""
        return any(
            found.anything if keys is _WHOLE else not found.keys.isdisjoint(keys)
            for name, keys in reads.items()
            if (found := self._of(name)).anything
        )

    def _of(self, name: str) -> _Difference:
        if name not in self._known:
            self._known[name] = _difference(getattr(self._before, name), getattr(self._after, name))
        return self._known[name]


def _difference(before: object, after: object) -> _Difference:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return _Difference(frozenset(), before != after)
    changed = before.keys() ^ after.keys()
    changed |= {key for key in before.keys() & after.keys() if before[key] != after[key]}
    return _Difference(frozenset(changed), bool(changed) or list(before) != list(after))


# --- what is read ---------------------------------------------------------------------------


class _Watched:
    """A library that notes what is read of it; what its methods read is noted as well."""

    def __init__(self, library: Library, reads: Reads) -> None:
        self._library = library
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._library, name)
        if isinstance(value, MethodType):
            return MethodType(value.__func__, self)
        if isinstance(value, Mapping):
            return _WatchedMapping(name, value, self._reads)
        self._reads[name] = _WHOLE
        return value


class _WatchedMapping(Mapping[Any, Any]):
    """A mapping that notes which of its keys are read."""

    def __init__(self, name: str, values: Mapping[Any, Any], reads: Reads) -> None:
        self._name = name
        self._values = values
        self._reads = reads

    def __getitem__(self, key: Any) -> Any:
        keys = self._reads.setdefault(self._name, set())
        if keys is not None:
            keys.add(key)
        return self._values[key]

    def _whole(self) -> Mapping[Any, Any]:
        self._reads[self._name] = _WHOLE
        return self._values

    def __iter__(self) -> Iterator[Any]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def keys(self) -> Any:
        """Return the keys, which is to read all."""
        return self._whole().keys()

    def values(self) -> Any:
        """Return the values, which is to read all."""
        return self._whole().values()

    def items(self) -> Any:
        """Return the keys with their values, which is to read all."""
        return self._whole().items()
