"""What came: is it a spreadsheet, is it whole, and is its name harmless."""

import base64
import hashlib
import io
from pathlib import Path

import openpyxl
import pytest

from loaders.arrival import named, published_digest
from loaders.fetch import Damaged, FetchError, Limits, NotASpreadsheet, TooLarge

from .publisher import (
    File,
    Publisher,
    unannounced,
)
from .visit import CSV, Take, left, publisher_fixture, take_fixture, waits_fixture  # noqa: F401


def _header(name: str, value: bytes) -> dict[str, str]:
    text = base64.b64encode(value).decode()
    return {name: f"sha-256=:{text}:" if name == "Repr-Digest" else text}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (File(b"<html>Sign in</html>", content_type="text/html; charset=utf-8"), r"is a web page \(text/html\)"),
        (File(b"\n<!DOCTYPE HTML><p>Sorry"), "is a web page, though the server does not say so"),
        (File(b"\xef\xbb\xbf<!-- moved --><html>"), "is a web page, though the server does not say so"),
        (File(b"{}", content_type="application/json"), "of the type application/json, which is no spreadsheet's"),
        (File(b"%PDF-1.7", content_type="application/pdf"), "of the type application/pdf"),
        (File(b"%PDF-1.7", content_type="application/octet-stream"), r"is called \.csv and does not begin like one"),
        (File(b"PK\x03\x04 ...", content_type="application/octet-stream"), r"is called \.csv and does not begin"),
        (File(b""), "is empty"),
    ],
    ids=["html", "hidden html", "html after a comment", "json", "pdf", "hidden pdf", "workbook called csv", "empty"],
)
def test_what_is_no_spreadsheet_is_told_and_thrown_away(
    take: Take, publisher: Publisher, tmp_path: Path, file: File, said: str
) -> None:
    publisher.files["/a.csv"] = file
    with pytest.raises(FetchError, match=said) as e:
        take()
    assert e.value.exit_code == 1
    assert left(tmp_path) == []


def test_a_workbook_must_begin_like_one(take: Take, publisher: Publisher) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    publisher.files["/good.xlsx"] = File(book.getvalue(), content_type=kind)
    publisher.files["/bad.xlsx"] = File(CSV, content_type=kind)
    got = take("/good.xlsx")
    assert got is not None
    assert got.suffix == ".xlsx"
    with pytest.raises(NotASpreadsheet, match=r"is called \.xlsx and does not begin like one: b'Ministry,Amo'"):
        take("/bad.xlsx")


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_over_the_cap_is_not_taken(take: Take, publisher: Publisher, tmp_path: Path, announced: bool) -> None:
    if not announced:
        publisher.turns["/a.csv"] = [unannounced(File(CSV))]
    with pytest.raises(TooLarge, match="larger than the 100,000 bytes that may be fetched"):
        take(limits=Limits(most_bytes=100_000))
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["Repr-Digest", "Content-MD5", "catalogue"])
@pytest.mark.parametrize("right", [True, False])
def test_the_publishers_checksum_is_held_to(
    take: Take, publisher: Publisher, tmp_path: Path, name: str, right: bool
) -> None:
    content = CSV if right else CSV + b"!"
    digest = hashlib.sha256(content) if name == "Repr-Digest" else hashlib.md5(content)
    given = {"checksum": ("md5", digest.hexdigest())} if name == "catalogue" else {}
    if name != "catalogue":
        publisher.files["/a.csv"].headers = _header(name, digest.digest())
    if right:
        assert take(**given) is not None
        return
    with pytest.raises(Damaged, match=r"came with another (sha256|md5) than the publisher's"):
        take(**given)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("d41d8cd98f00b204e9800998ecf8427e", ("md5", "d41d8cd98f00b204e9800998ecf8427e")),
        ("SHA1:" + "A" * 40, ("sha1", "a" * 40)),
        ("sha256:" + "0" * 64, ("sha256", "0" * 64)),
        ("", None),
        (None, None),
        ("3f2a", None),
        ("not a digest, but as long as one", None),
    ],
)
def test_a_catalogues_hash_is_known_by_its_length(text: str | None, known: tuple[str, str] | None) -> None:
    assert published_digest(text) == known


@pytest.mark.parametrize(
    ("disposition", "path", "name", "found"),
    [
        ('attachment; filename="../../../etc/cron.d/x.csv"', "/d", "", ("x", ".csv")),
        ('attachment; filename="..\\\\..\\\\autoexec.csv"', "/d", "", ("autoexec", ".csv")),
        ("attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fpay%2fd.xlsx", "/d", "", ("d", ".xlsx")),
        ('attachment; filename="/etc/passwd"', "/a.csv", "", ("passwd", ".csv")),
        ("", "/..%2f..%2fescape.csv", "", ("escape", ".csv")),
        ("", "/download", "../../../root/.ssh/keys.csv", ("download", ".csv")),
        ('attachment; filename="...."', "/", "....", ("file", ".csv")),
        ('attachment; filename=".csv"', "/", "", ("csv", ".csv")),
        ('attachment; filename="a\x00b\x1b[31m.csv"', "/", "", ("a-b-31m", ".csv")),
        ("", "/x.csv", "États financiers 2024", ("x", ".csv")),
        ("", "/", "États financiers 2024", ("Etats-financiers-2024", ".csv")),
        (f'attachment; filename="{"a" * 300}.csv"', "/", "", ("a" * 80, ".csv")),
        ('attachment; filename="run.exe"', "/x.XLSX", "", ("run.exe", ".xlsx")),
    ],
)
def test_a_publishers_name_is_no_path(disposition: str, path: str, name: str, found: tuple[str, str]) -> None:
    headers = {"Content-Type": "text/csv", **({"Content-Disposition": disposition} if disposition else {})}
    assert named(headers, f"https://example.org{path}", name, None) == found


def test_a_file_of_no_known_kind_is_refused() -> None:
    with pytest.raises(NotASpreadsheet, match="does not say what kind of file it is"):
        named({"Content-Type": "application/octet-stream"}, "https://example.org/download", "Data", "ZIP")
