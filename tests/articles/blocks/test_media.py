"""Films and recordings: of which types, with which words, and what is left without their file."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from articles.blocks.file_types import has_second_content, is_of_type, recognize_type
from articles.blocks.media import MediaBlock
from tests.articles.builders import FILE_HEADS, html_of, make_article, make_document

WORDS = "<p>Good morning.</p>"


@pytest.mark.parametrize("extension", FILE_HEADS)
def test_types_are_recognised_by_content(extension: str) -> None:
    file = io.BytesIO(FILE_HEADS[extension] + bytes(300))
    assert recognize_type(FILE_HEADS[extension]) == extension
    also = ["m4a"] if extension == "mp4" else []
    assert [name for name in FILE_HEADS if is_of_type(file, name)] == [extension, *also]
    assert not has_second_content(file, is_pdf=extension == "pdf")


@pytest.mark.parametrize(
    "content",
    [
        FILE_HEADS["mp4"] + b"<script>alert(1)</script>",
        FILE_HEADS["mp3"] + b"<!DOCTYPE html>",
        FILE_HEADS["ogg"] + b"<?php echo 1;",
        FILE_HEADS["webm"] + b"%PDF-1.4",
        FILE_HEADS["vtt"] + b"<SVG onload=alert(1)>",
        FILE_HEADS["mp4"] + bytes(100_000) + b"PK\x05\x06" + bytes(18),
    ],
)
def test_polyglots_are_recognised(content: bytes) -> None:
    assert has_second_content(io.BytesIO(content))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x00" * 50, b"RIFF\x00WAVE", b"WEBVTTX", b"<html>"])
def test_other_content_is_of_no_type(content: bytes) -> None:
    assert recognize_type(content) == ""


def media(file: int | None, captions: int | None = None, transcript: str = "") -> dict[str, Any]:
    value = {"title": "A visit", "file": file, "captions": captions, "poster": None, "transcript": transcript}
    return {"type": "media", "value": value}


def refuse(part: dict[str, Any]) -> dict[str, str]:
    block = MediaBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(part["value"]))
    return {name: error.messages[0] for name, error in refused.value.block_errors.items()}


def test_editors_are_told_what_readers_could_not_use(db: None) -> None:
    film, sound, captions = (make_document(name).pk for name in ("visit.mp4", "visit.mp3", "visit.vtt"))
    assert "needs captions or a transcript" in refuse(media(film))["captions"]
    assert "Write down what is said" in refuse(media(sound, captions))["transcript"]
    assert "type mp4, webm, mp3, ogg, m4a" in refuse(media(captions, captions))["file"]
    assert "type vtt" in refuse(media(film, film))["captions"]
    assert "not what its name says" in refuse(media(make_document("a.webm", b"GIF89a").pk, captions))["file"]
    subrip = make_document("a.vtt", b"WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n")
    assert "written with a point" in refuse(media(film, subrip.pk))["captions"]
    western = make_document("b.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nSch\u00f6n.\n".encode("cp1252"))
    assert "not saved as UTF-8" in refuse(media(film, western.pk))["captions"]
    lost = make_document("lost.mp4")
    lost.file.storage.delete(lost.file.name)
    assert "is missing" in refuse(media(lost.pk, captions))["file"]
    staff = Collection.get_first_root_node().add_child(name="For staff")
    CollectionViewRestriction.objects.create(collection=staff, restriction_type="login")
    assert "private collection" in refuse(media(make_document("b.mp4", collection=staff).pk, captions))["file"]
    marked = make_document(
        "c.vtt", "\ufeffWEBVTT\r\rNOTE a\r\r1\r01:00:01.000 --> 01:00:02.000 line:0\rHello\r".encode()
    )
    block = MediaBlock()
    for sound_part in (
        media(film, captions),
        media(film, marked.pk),
        media(film, transcript=WORDS),
        media(sound, transcript=WORDS),
    ):
        assert block.clean(block.to_python(sound_part["value"]))


def test_readers_get_a_player_that_loads_nothing_early(site: None, client: Client) -> None:
    film, captions = make_document("visit.mp4"), make_document("visit.vtt")
    article = make_article("Films", media(film.pk, captions.pk, WORDS), media(make_document("a.m4a").pk, None, WORDS))
    html = html_of(client, article.url)
    assert html.count('preload="none"') == 2
    assert f'src="{film.url}"' in html.partition("<video")[2].partition(">")[0]
    assert f'<track kind="captions" src="{captions.url}" srclang="en" label="Captions" default>' in html
    assert "<audio" in html
    assert "media-src 'self'" in client.get(article.url)["Content-Security-Policy"]


def test_words_remain_without_the_file(site: None, client: Client) -> None:
    lost = make_document("lost.mp4")
    lost.file.storage.delete(lost.file.name)
    html = html_of(client, make_article("Films", media(lost.pk, None, WORDS), media(9999, None, WORDS)).url)
    assert "<video" not in html
    assert html.count("Good morning.") == 2


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=5-99999", 206, slice(5, None)),
        ("bytes=9-3", 416, slice(0, 0)),
        ("bytes=99999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("pages=1-2", 200, slice(None)),
    ],
)
def test_players_jump_within_a_file(db: None, client: Client, asked: str, status: int, part: slice) -> None:
    content = FILE_HEADS["mp4"] + bytes(range(200))
    response = client.get(make_document("visit.mp4").url, headers={"Range": asked})
    assert (response.status_code, response["Accept-Ranges"]) == (status, "bytes")
    assert "Content-Encoding" not in response
    assert response.getvalue() == content[part]
    if status == 206:
        assert int(response["Content-Length"]) == len(content[part])
        assert response["Content-Range"].endswith(f"/{len(content)}")
        assert response["Content-Type"] == "video/mp4"


def test_part_of_another_file_is_not_given(db: None, client: Client) -> None:
    address = make_document("visit.mp4").url
    whole = client.get(address)
    whole.getvalue()
    for known, status in ((whole["ETag"], 206), ('"other"', 200)):
        part = client.get(address, headers={"Range": "bytes=0-3", "If-Range": known})
        part.getvalue()
        assert part.status_code == status
