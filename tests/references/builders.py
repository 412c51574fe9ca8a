"""Works and citations for tests. None of these works exists."""

from typing import Any

from references.models import Reference


def make_work(name: str = "Gray", **changes: Any) -> dict[str, Any]:
    """CSL-JSON of a journal article."""
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


def cite(work: Reference | int, label: str = "label") -> str:
    """A citation as the editor stores it."""
    return f'<a linktype="reference" id="{work if isinstance(work, int) else work.pk}">{label}</a>'
