"""A folder of generated files is kept as it should be, and nothing else in it is touched."""

from __future__ import annotations

from pathlib import Path

from friend_request.authoring.files import bring_up_to_date


def test_what_differs_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    a, b, c = (folder / f"{name}.html" for name in "abc")
    assert bring_up_to_date(folder, "*.html", {a: "é\n", b: b"\x00"}) == [a, b]
    assert a.read_bytes() == "é\n".encode()
    (folder / "notes.txt").write_text("mine")
    a.write_bytes("é\r\n".encode())
    assert bring_up_to_date(folder, "*.html", {a: "é\n", b: b"\x00"}) == []
    c.write_text("of a card that is gone")
    b.write_bytes(b"changed")
    assert bring_up_to_date(folder, "*.html", {a: "é\n", b: b"\x00"}) == [b, c]
    assert sorted(p.name for p in folder.iterdir()) == ["a.html", "b.html", "notes.txt"]
    assert b.read_bytes() == b"\x00"
