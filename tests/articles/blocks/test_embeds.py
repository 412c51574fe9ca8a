"""Wagtail's embeds would send requests to other servers and show their frames to readers, so this site has none."""

from django.apps import apps
from django.test import Client
from wagtail.rich_text import expand_db_html
from wagtail.rich_text import features as rich_text_features

# Every request beyond this machine fails the test that makes it (tests/conftest.py).
ELSEWHERE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def test_embeds_are_dropped_without_a_request(db: None) -> None:
    assert expand_db_html(f'<p>a</p><embed embedtype="media" url="{ELSEWHERE}"/><p>b</p>') == "<p>a</p><p>b</p>"


def test_editors_cannot_insert_embeds(dora_client: Client) -> None:
    assert not apps.is_installed("wagtail.embeds")
    assert "embed" not in rich_text_features.get_default_features()
    assert rich_text_features.get_editor_plugin("draftail", "embed") is None
    for page in ("chooser", "chooser/upload"):
        assert dora_client.post(f"/admin/embeds/{page}/", {"embed-chooser-url": ELSEWHERE}).status_code == 404
