"""Writing the example policies in docs/examples from the choices beside them."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml

from friend_request.documents import Document, to_docx, to_markdown
from friend_request.policies import AUDIENCES, Choices, compose, from_plain
from friend_request.words import words

FOLDER = Path("docs") / "examples"
# (example, audience, page) of the pictures in docs/images.
PICTURES = (
    ("texas-psychologist", "clients", 1),
    ("irish-youth-project", "young", 1),
    ("residential-agency", "staff", 2),
)


def example_files(root: Path) -> list[Path]:
    """The files that hold what was chosen, one for each example."""
    return sorted((root / FOLDER / "choices").glob("*.yaml"))


def read_choices(path: Path) -> Choices:
    """What was chosen for one example.

    Raises:
        ValueError: if it names something that the builder does not offer.
    """
    return from_plain(yaml.safe_load(path.read_text("utf-8")))


def documents(root: Path) -> dict[Path, Document]:
    """Every document of every example, by its path without an ending."""
    made = {}
    for path in example_files(root):
        choices = read_choices(path)
        for audience in AUDIENCES:
            name = words(f"policy.file.{audience}")
            made[root / FOLDER / path.stem / name] = compose(choices, audience)
    return made


def write_examples(root: Path) -> list[Path]:
    """Write what differs from its choices, as Word and as Markdown.

    Returns:
        The paths written. Word files are compared by what they hold: their bytes carry times.
    """
    changed = []
    for stem, document in documents(root).items():
        stem.parent.mkdir(parents=True, exist_ok=True)
        markdown, word = stem.with_suffix(".md"), stem.with_suffix(".docx")
        text, content = to_markdown(document), to_docx(document)
        if not markdown.exists() or markdown.read_text("utf-8") != text:
            markdown.write_text(text, "utf-8")
            changed.append(markdown)
        if not word.exists() or held(word.read_bytes()) != held(content):
            word.write_bytes(content)
            changed.append(word)
    return changed


def held(content: bytes) -> list[Any]:
    """What a Word file holds: its properties, paragraphs with their styles, and tables."""
    import docx

    file = docx.Document(io.BytesIO(content))
    about = file.core_properties
    return [
        (about.title, about.language, about.author),
        *((p.style.name, p.text) for p in file.paragraphs),
        *([[cell.text for cell in row.cells] for row in table.rows] for table in file.tables),
    ]


def take_pictures(root: Path) -> list[Path]:
    """Draw pages of the examples into docs/images, with LibreOffice and poppler's pdftoppm.

    Raises:
        FileNotFoundError: if one of the two programs is missing.
    """
    made = []
    with tempfile.TemporaryDirectory() as folder:
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        for name, audience, page in PICTURES:
            file = root / FOLDER / name / f"{words(f'policy.file.{audience}')}.docx"
            convert = [*office, "--convert-to", "pdf", "--outdir", folder, file]
            subprocess.run(convert, check=True, capture_output=True)
            image = root / "docs" / "images" / f"policy-{name}-{audience}"
            pages = ["-f", str(page), "-l", str(page), "-singlefile", "-r", "70", "-png"]
            pdf = Path(folder) / f"{file.stem}.pdf"
            subprocess.run(["pdftoppm", *pages, pdf, image], check=True)
            made.append(image.with_suffix(".png"))
    return made
