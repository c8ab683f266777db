"""The editing page: forms for every field of the content, made from the models.

The forms are those of Sveltia CMS, one script that is kept in this package as its makers publish
it. It talks to GitHub alone, with a token that its user brings, and opens pull requests.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from generator.amount import Amount, forms
from generator.facts import ID_RULE, field_hints, holds, literals, model_in, reference_in
from generator.fields import ID_PATTERN, MAX_ID, Facts
from generator.library import DISCLAIMER
from generator.model import FACTS, PlainFacts
from generator.problems import WrongUse
from generator.source import PICTURES

FOLDER: Final = "admin/"
PAGE: Final = f"{FOLDER}index.html"
SCRIPT: Final = "sveltia-cms.js"
VERSION: Final = "0.221.1"
# Of the script as npm has it; `.ci/renew-editor` prints those of another version.
SHA256: Final = "2fc783907e1a4a70783f155cc28435c70b8f79792f2aab75e787984e84aa413a"
GITHUB: Final = "https://api.github.com"
PORTRAITS: Final = "https://avatars.githubusercontent.com"

_LONG: Final = 200  # a text that may be longer gets a box of several lines


@dataclass(frozen=True)
class Repository:
    """Where the content is kept: `owner/name` on GitHub, its branch, the folder in it.

    `api` is the address of its interface, which a GitHub Enterprise Server has of its own.
    """

    name: str
    branch: str = "main"
    content: str = "content"
    api: str = GITHUB


def editor(repository: Repository, title: str, address: str) -> dict[str, bytes]:
    """Return every file of the editing page by its path below the site; WrongUse for a changed one.

    `title` and `address` are those of the site.
    """
    folder = files("generator") / "assets" / "admin"
    found = {f"{FOLDER}{file.name}": file.read_bytes() for file in folder.iterdir()}
    if hashlib.sha256(found[FOLDER + SCRIPT]).hexdigest() != SHA256:
        raise WrongUse(f"'{SCRIPT}' is not the file that Sveltia CMS {VERSION} came with.")
    settings = json.dumps(configuration(repository, title, address), indent=2, ensure_ascii=False)
    return {**found, f"{FOLDER}config.yml": f"{settings}\n".encode()}


def policy(repository: Repository) -> str:
    """Return the Content-Security-Policy of the editing page: it may ask GitHub, and nobody else.

    Its script makes styles of its own as it runs, and shows the portraits of those who work there.
    """
    api = urlsplit(repository.api)
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {PORTRAITS}",
            "font-src 'self'",
            f"connect-src 'self' data: blob: {api.scheme}://{api.netloc}",
            "worker-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
        ]
    )


def configuration(repository: Repository, title: str, address: str) -> dict[str, Any]:
    """Return the settings of the forms: where the content is, and a form for each kind of it."""
    return {
        "backend": _backend(repository),
        "publish_mode": "editorial_workflow",
        "app_title": title,
        **({"site_url": address, "display_url": address} if address else {}),
        "issue_reports": {"url": f"https://github.com/{repository.name}/issues/new"},
        "show_preview_links": False,
        "media_folder": f"{repository.content}/{PICTURES}",
        "public_folder": f"/{PICTURES}",
        "media_libraries": {"stock_assets": {"providers": []}},
        "editor": {"preview": False},
        # With these, the serializer writes what `generator.canonical` describes.
        "output": {
            "omit_empty_optional_fields": True,
            "yaml": {"indent_size": 2, "indent_sequences": True, "quote": "none"},
        },
        "slug": {"encoding": "ascii", "clean_accents": True, "maxlength": MAX_ID},
        "collections": [_collection(kind, repository.content) for kind in FACTS],
        "singletons": [
            {
                "name": DISCLAIMER,
                "label": _label(DISCLAIMER),
                "file": f"{repository.content}/{DISCLAIMER}.md",
                "format": "yaml-frontmatter",
                "fields": _form(PlainFacts),
            }
        ],
    }


def _backend(repository: Repository) -> dict[str, Any]:
    """Return the settings of GitHub: pull requests, from copies of people's own where need be."""
    own_server = {} if repository.api == GITHUB else {"api_root": repository.api}
    return {
        "name": "github",
        "repo": repository.name,
        "branch": repository.branch,
        **own_server,
        "open_authoring": True,
        "auth_methods": ["token"],
        "auth_scope": "public_repo",
        "commit_messages": {
            "create": "Add {{path}}",
            "update": "Change {{path}}",
            "delete": "Remove {{path}}",
            "uploadMedia": "Add {{path}}",
            "deleteMedia": "Remove {{path}}",
        },
    }


def _collection(kind: str, folder: str) -> dict[str, Any]:
    """Return the settings of one folder of the content."""
    return {
        "name": kind,
        "label": _label(kind),
        "folder": f"{folder}/{kind}",
        "extension": "md",
        "format": "yaml-frontmatter",
        "create": True,
        "delete": False,  # what refers to it would have to change as well
        "summary": "{{slug}}",
        "sortable_fields": ["slug"],
        "slug": {
            "editable": ["create"],
            "pattern": [ID_PATTERN, f"It must be {ID_RULE}."],
            "hint": "The name of the file, and its address on the site.",
        },
        "fields": _form(FACTS[kind]),
    }


def _form(model: type[Facts]) -> list[dict[str, Any]]:
    """Return the fields of a whole file: its front matter, then its words."""
    words = {
        "name": "body",
        "label": "Words",
        "widget": "text",
        "hint": "The lines below the front matter, as CONTRIBUTING.md shows them. "
        "The check says what is wrong with them.",
        "use_emoji_autocomplete": False,
    }
    return [*_fields(model), words]


def _fields(model: type[Facts]) -> list[dict[str, Any]]:
    """Return the fields of a model in its order, each with its widget."""
    schemas = model.model_json_schema()["properties"]
    return [_field(model, name, hint, schemas[name]) for name, hint in field_hints(model).items()]


def _field(model: type[Facts], name: str, hint: Any, schema: dict[str, Any]) -> dict[str, Any]:
    info = model.model_fields[name]
    base = {"name": name, "label": _label(name), "required": info.is_required()}
    help_text = {"hint": info.description.replace("`", '"')} if info.description else {}
    return base | help_text | _widget(hint, _stated(schema), required=info.is_required())


def _widget(hint: Any, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    """Return the widget for a field of that type."""
    nested, reference, many = model_in(hint), reference_in(hint), holds(hint, tuple)
    if nested:
        return _group(nested, schema, many=many, required=required)
    if reference and reference.kind in FACTS:
        return {
            "widget": "relation",
            "collection": reference.kind,
            "value_field": "{{slug}}",
            "display_fields": ["{{slug}}"],
            "multiple": many,
            **(_counts(schema) if many else {}),
        }
    if many:
        item = {"name": "item", "label": "Item"} | _single(hint, _stated(schema["items"]))
        return {"widget": "list", "field": item, **_counts(schema)}
    return _single(hint, schema, required=required)


def _group(
    model: type[Facts], schema: dict[str, Any], *, many: bool, required: bool
) -> dict[str, Any]:
    fields = _fields(model)
    if many:
        summary = f"{{{{fields.{fields[0]['name']}}}}}"
        widget = {"widget": "list", "summary": summary, "collapsed": "auto", **_counts(schema)}
    else:
        widget = {"widget": "object", "collapsed": False if required else "auto"}
    return widget | {"fields": fields}


def _single(hint: Any, schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    """Return the widget for one value."""
    if holds(hint, Amount):
        said = f"Write it like {forms(timed='anyOf' not in schema)}."
        return {"widget": "string", "pattern": [_amount_pattern(schema), said]}
    if words := literals(hint):
        return {"widget": "select", "options": list(words)}
    if schema.get("type") == "boolean":
        # What is not said is left out of the file: a switch would write "false" there.
        yes = {"widget": "select", "options": [{"label": "yes", "value": True}]}
        return {"widget": "boolean"} if required else yes
    if schema.get("type") == "integer":
        limits = {"min": schema.get("minimum"), "max": schema.get("maximum")}
        return {"widget": "number", "value_type": "int"} | _known(limits)
    if schema.get("format") == "date":
        date = {"type": "date", "format": "YYYY-MM-DD", "time_format": False}
        return {"widget": "datetime", **date}
    if pattern := schema.get("pattern"):
        rule = ID_RULE if pattern == ID_PATTERN else "as it is described below"
        return {"widget": "string", "pattern": [pattern, f"It must be {rule}."]}
    long = schema.get("maxLength", 0) > _LONG
    return {"widget": "text" if long else "string", "use_emoji_autocomplete": False}


def _amount_pattern(schema: dict[str, Any]) -> str:
    """Return the pattern of an amount as a text; a whole number matches it as well."""
    texts = (one for one in schema.get("anyOf", [schema]) if "pattern" in one)
    return str(next(texts)["pattern"])


def _stated(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is there."""
    there = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return there[0] if len(there) == 1 else {**schema, **({"anyOf": there} if there else {})}


def _counts(schema: dict[str, Any]) -> dict[str, Any]:
    return _known({"min": schema.get("minItems"), "max": schema.get("maxItems")})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
