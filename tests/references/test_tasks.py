import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from references.tasks import import_files, import_on_commit


@pytest.mark.django_db
def test_unreachable_broker_is_no_error(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def fail(**options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(import_files, "apply_async", fail)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        import_on_commit()
    assert len(callbacks) == 1
