"""A citation in words: a short label, a full line, and the address of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from friend_request.content import clauses, reference_items
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import Citation


def _names(item: dict[str, Any]) -> str:
    authors = [a.get("family") or a.get("literal") or "" for a in item.get("author", [])]
    if not authors:
        return str(item.get("publisher") or item.get("title", ""))
    if len(authors) == 1:
        return authors[0]
    if len(authors) == 2:
        return words("source.two", first=authors[0], second=authors[1])
    return words("source.more", first=authors[0])


def _year(item: dict[str, Any]) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])
    return str(parts[0][0]) if parts and parts[0] else words("source.no_date")


def _same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: the same host, or a part of it."""
    a, b = (urlsplit(x).netloc.lower().removeprefix("www.") for x in (one, other))
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")


def address(citation: Citation) -> str | None:
    """The web address of the source, or None.

    Where only a site's front page is known as a clause's own address, the page on that site where
    it was read is more use to a reader.
    """
    if citation.clause:
        row = clauses()[citation.clause]
        own, read = row.get("url") or "", row.get("read_at") or ""
        if urlsplit(own).path in ("", "/") and read and _same_site(read, own):
            return read
        return own or None
    item = reference_items()[citation.ref or ""]
    if item.get("DOI"):
        return f"https://doi.org/{item['DOI']}"
    return item.get("URL")


def label(citation: Citation) -> str:
    """A short label, such as `NASW Code of Ethics (2017; 2021), 1.06(c)`."""
    if citation.clause:
        row = clauses()[citation.clause]
        made = f"{row['code']} ({row['edition']}), {row['clause']}"
    else:
        item = reference_items()[citation.ref or ""]
        made = f"{_names(item)} ({_year(item)})"
    return f"{made}, {citation.note}" if citation.note else made


def _given(name: str) -> str:
    return " ".join(part if "." in part else f"{part[0]}." for part in name.split() if part)


def full(citation: Citation) -> str:
    """A full line for a list of references."""
    if citation.clause:
        row = clauses()[citation.clause]
        return f"{row['code']} ({row['edition']}). {row['clause']}: {row['topic']}."
    item = reference_items()[citation.ref or ""]
    people = [
        f"{a['family']}, {_given(a['given'])}" if a.get("given") else a.get("family", "")
        for a in item.get("author", [])
        if a.get("family")
    ] or [a["literal"] for a in item.get("author", []) if a.get("literal")]
    title = f"{str(item.get('title', '')).rstrip('.')}."
    # Without an author the title comes first, as reference lists have it.
    parts = (
        [f"{', '.join(people)} ({_year(item)}).", title]
        if people
        else [
            title,
            f"({_year(item)}).",
        ]
    )
    place = str(item.get("container-title") or item.get("publisher") or "")
    if item.get("volume"):
        place += f" {item['volume']}"
        place += f"({item['issue']})" if item.get("issue") else ""
    if item.get("page"):
        place += f", {item['page']}"
    if place:
        parts.append(f"{place}.")
    return " ".join(parts)
