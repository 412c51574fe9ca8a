"""Works and citations for tests. None of these works exists."""

from html import escape
from typing import Any

from references.enums import Status
from references.models import Reference, StatusNotice


def make_work(name: str = "Gray", **changes: Any) -> dict[str, Any]:
    """Return the CSL-JSON of a journal article."""
    work = {
        "type": "article-journal",
        "title": f"Findings of {name}",
        "author": [{"family": name, "given": "Ann B."}],
        "issued": {"date-parts": [[2020, 3]]},
        "container-title": "Journal of Examples",
        "volume": "7",
        "issue": "2",
        "page": "11-19",
    }
    return {**work, **changes}


def make_reference(name: str = "Gray", *, work: dict[str, Any] | None = None, **fields: Any) -> Reference:
    return Reference.objects.create(key=f"{name.lower()}2020", csl=work or make_work(name), **fields)


def cite(work: Reference | int, label: str = "label", **beside: str) -> str:
    """Return a citation as the editor stores it, with locator, quote and why in `beside` if they are not empty."""
    id_ = work if isinstance(work, int) else work.pk
    attributes = "".join(f' data-{name}="{escape(text)}"' for name, text in beside.items() if text)
    return f'<a linktype="reference" id="{id_}"{attributes}>{label}</a>'


def give_notice(work: Reference, status: Status, **fields: Any) -> StatusNotice:
    notice = StatusNotice.objects.create(
        reference=work, status=status, **{"source": "A register", "source_id": f"{status}", **fields}
    )
    work.refresh_status()
    return notice


def make_retraction(name: str = "Gray") -> StatusNotice:
    """Return the notice of a new work's retraction, which nobody has reviewed."""
    return give_notice(
        make_reference(name), Status.RETRACTED, source="Retraction Watch", source_id="1", reason="Unreliable results"
    )
