"""The first start fills an empty site; later ones change nothing that exists."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings
from wagtail.models import Page

from fibro_site.management.commands import demo as demo_command
from fibro_site.setup import bootstrap
from intake.models import QuestionnaireVersion, SafetyContact
from references.models import Reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    bootstrap.prepare_var_folder(tmp_path)
    settings.VAR = tmp_path
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    return tmp_path


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def signs_in(name: str, password: str) -> bool:
    return Client().login(username=name, password=password)


def test_demo_prints_urls_and_passwords(var: Path) -> None:
    said = demo()
    passwords = json.loads((var / "keys/demo-passwords.json").read_text())
    assert set(passwords) == {"admin", "auditor", "author", "editor", "manager", "reviewer", "staff"}
    for name, password in passwords.items():
        assert password in said
        assert signs_in(name, password)
    assert "http://testserver/admin/" in said


def test_site_with_accounts_gets_no_more(starter_site: None, var: Path) -> None:
    (var / "keys/demo-passwords.json").write_text('{"admin": "of an earlier version"}')
    get_user_model().objects.create_user("admin", password="of an earlier version")
    assert "of an earlier version" in demo()
    assert get_user_model().objects.count() == 1


def test_second_start_keeps_changes(var: Path) -> None:
    demo()
    article = Page.objects.get(slug="fibromyalgia-the-neural-network-perspective").specific
    article.title = "Changed by an editor"
    article.save_revision().publish()
    get_user_model().objects.get(username="editor").groups.clear()
    passwords = (var / "keys/demo-passwords.json").read_text()
    counts = [model.objects.count() for model in (Page, Reference, QuestionnaireVersion, SafetyContact)]
    demo()
    assert Page.objects.get(pk=article.pk).title == "Changed by an editor"
    assert not get_user_model().objects.get(username="editor").groups.exists()
    assert (var / "keys/demo-passwords.json").read_text() == passwords
    assert [model.objects.count() for model in (Page, Reference, QuestionnaireVersion, SafetyContact)] == counts


def test_demo_password_is_used_once_and_never_printed(
    starter_site: None, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "chosen by whoever runs it")
    assert "chosen by whoever runs it" not in demo()
    assert signs_in("staff", "chosen by whoever runs it")
    monkeypatch.setenv("DEMO_PASSWORD", "chosen anew")
    said = demo()
    assert signs_in("staff", "chosen by whoever runs it")
    assert not signs_in("staff", "chosen anew")
    assert "(unchanged)" in said
    assert not (var / "keys/demo-passwords.json").exists()


def test_changed_password_is_not_replaced(starter_site: None, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo()
    user = get_user_model().objects.get(username="editor")
    user.set_password("changed by the editor")
    user.save()
    for chosen in (None, "chosen by whoever runs it"):
        if chosen:
            monkeypatch.setenv("DEMO_PASSWORD", chosen)
        assert "changed by the editor" not in demo()
        assert signs_in("editor", "changed by the editor")


def test_passwords_are_checked_once(starter_site: None, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check takes a quarter of a second, at every start of the site."""
    asked: list[str] = []
    check = demo_command.check_password
    monkeypatch.setattr(demo_command, "check_password", lambda *given: asked.append(given[0]) or check(*given))
    demo()
    demo()
    assert asked == []
    user = get_user_model().objects.get(username="editor")
    user.set_password("changed by the editor")
    user.save()
    said = demo()
    password = json.loads((var / "keys/demo-passwords.json").read_text())["editor"]
    assert asked == [password]
    assert password not in said


def test_chosen_password_is_not_taken_for_a_generated_one(
    starter_site: None, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo()
    monkeypatch.setenv("DEMO_PASSWORD", "chosen later")
    assert demo().count("(unchanged)") == 7


def test_demo_accounts_reach_their_own_areas(starter_site: None, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "chosen by whoever runs it")
    demo()
    reached = {}
    for name in ("editor", "staff"):
        client = Client()
        assert client.login(username=name, password="chosen by whoever runs it")
        reached[name] = [client.get(path).status_code for path in ("/admin/references/", "/admin/intake/submissions/")]
    # Without permission, Wagtail redirects to the home page of the admin.
    assert reached == {"editor": [200, 302], "staff": [302, 200]}
