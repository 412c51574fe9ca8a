"""Actions inside the site under test, in its own process and with its own settings.

python -m tests.intake.inside drafts NUMBER MARKER    makes finished drafts; prints their tokens
python -m tests.intake.inside chain                   prints the first entry that is wrong in the audit chain
"""

import json
import sys

import django


def main(verb: str, *arguments: str) -> object:
    django.setup()
    from django.db import transaction

    from intake.audit import checks
    from tests.intake import builders

    if verb == "chain":
        fault = checks.verify_chain()
        return fault.sequence if fault else None
    number, marker = arguments
    version = builders.make_version()
    answers = {"night.words": f"It wakes me. {marker}", "contact.name": f"{marker} (made up)"}
    with transaction.atomic():
        return [builders.make_draft(version, **answers)[1] for _ in range(int(number))]


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
