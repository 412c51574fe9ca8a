"""Paths in a definition or a FHIR resource, such as `item[2].enableWhen[0]`."""


def get_parent_path(path: str) -> str:
    """Return the path of the object or list that a path stands in; empty for a path of one part.

    `item[2].enableWhen[0]` stands in `item[2].enableWhen`, and that in `item[2]`.
    """
    return path[: max(path.rfind("."), path.rfind("["), 0)]
