"""Commands that draw: figures to look at, and sheets on paper."""

import argparse
import sys
from pathlib import Path

import click

from generator import pdf, posed
from generator.build import check_folder
from generator.commands import FAILED, OK
from generator.figures import preview
from generator.figures.picture import draw, faults
from generator.problems import WrongUse, suggest


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `figure` and `pdf` to the command line."""
    figure = commands.add_parser("figure", help="draw figures to look at, with a contact sheet")
    figure.add_argument("ids", nargs="*", metavar="ID", help="of exercises (default: all)")
    figure.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help="a YAML file of figures, each 'id: fields', in place of the content",
    )
    figure.add_argument("--out", type=Path, default=Path(".cache/figures"), metavar="FOLDER")
    figure.set_defaults(run=_figure)

    sheets = commands.add_parser("pdf", help="lay out every sheet, and make the PDFs")
    sheets.add_argument("ids", nargs="*", metavar="ROUTINE", help="only of these (default: of all)")
    sheets.add_argument("--out", type=Path, default=Path(".cache/pdf"), metavar="FOLDER")
    sheets.add_argument(
        "--every", action="store_true", help="those too that the site has only as pages"
    )
    sheets.add_argument("--require", action="store_true", help="fail where Pango is missing")
    sheets.set_defaults(run=_pdf)


def _figure(options: argparse.Namespace) -> int:
    """Write figures as SVG and PNG, and a contact sheet.

    Whatever can be read is drawn, impossible poses too: to look is how one mends them.
    """
    found = posed.in_file(options.file) if options.file else posed.in_content(options.content)
    chosen = posed.chosen(found, options.ids, options.file)
    for item in chosen.values():
        for fault in faults(item.facts):
            print(
                f"{item.path}: {'.'.join(map(str, fault.path))}: {fault.message}", file=sys.stderr
            )
    drawings = {name: draw(item.facts, item.hold, item.title) for name, item in chosen.items()}
    options.out.mkdir(parents=True, exist_ok=True)
    sheet = preview.contact_sheet(drawings)
    for name, drawing in {**drawings, "contact-sheet": sheet}.items():
        width = sheet.width if drawing is sheet else preview.LARGE
        (options.out / f"{name}.svg").write_text(drawing.svg, encoding="utf-8")
        (options.out / f"{name}.png").write_bytes(preview.png(drawing, width))
    print(f"{options.out}: {len(drawings)} figures, and contact-sheet.png with all of them.")
    return OK


def _pdf(options: argparse.Namespace) -> int:
    """Lay out what has changed, and put the PDFs into a folder as they will stand on the site."""
    from generator.mkdocs_project import read_site  # noqa: PLC0415 - slow, and for this alone

    site, docs = read_site()
    library = check_folder(options.content, options.today).library
    if library is None:
        print("The content has errors: 'python -m generator check' lists them.", file=sys.stderr)
        return FAILED
    for identifier in options.ids:
        if identifier not in library.routines and identifier not in library.programmes:
            known = [*library.routines, *library.programmes]
            raise WrongUse(f"There is no routine '{identifier}'.{suggest(identifier, known)}")
    try:
        pages, files = pdf.sheets_of(library, options.today, site, docs, options.ids)
        wanted = pdf.jobs(pages, files, every=options.every)
    except pdf.PangoMissing as fault:
        skipped = ", ".join(options.ids or [*library.routines, *library.programmes])
        print(f"No PDF was made of {skipped}. {fault}", file=sys.stderr)
        return FAILED if options.require else OK
    done = pdf.known(wanted)
    missing = [job for job in wanted if job not in done]
    with click.progressbar(length=len(missing), label="Sheets", file=sys.stderr) as bar:
        done |= pdf.make(missing, files, lambda _: bar.update(1))
    made = [each for each in done.values() if each.paper.pdf]
    for each in made:
        path = options.out / each.paper.pdf
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.data)
    print(
        f"{options.out}: {len(made)} PDFs. "
        f"{len(missing)} of {len(wanted)} sheets were laid out, the rest had not changed."
    )
    return OK
