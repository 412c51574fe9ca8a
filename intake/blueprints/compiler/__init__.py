"""Compiles blocks to a definition: a FHIR R4 Questionnaire with scores, rules, consents and test cases beside it.

The same blocks always give the same definition, to the byte. Nothing is checked here: blocks that make no valid
definition are compiled as they stand, for `Definition.from_json` to refuse, and `Compilation.find_block` then tells
which block that was.
"""

from django.utils import translation

from intake.blueprints import link_ids
from intake.blueprints.blueprint import Blueprint, iter_entries
from intake.blueprints.compiler.block_paths import BlockPath, BlockPaths
from intake.blueprints.compiler.compilation import Compilation
from intake.blueprints.compiler.rules import compile_cases, compile_rules
from intake.blueprints.compiler.steps import compile_steps
from intake.engine import fhir_extensions
from intake.engine.json_object import Json

__all__ = ["BlockPath", "Compilation", "compile_blueprint"]


def compile_blueprint(blueprint: Blueprint) -> Compilation:
    """Return the definition that the blocks make, and where in them each part of it comes from.

    Keys that are missing are filled in. The few words that the compiler adds itself ("Yes", "No") are in the language
    of the questionnaire.
    """
    blueprint = link_ids.fill_missing_identifiers(blueprint)
    paths = BlockPaths()
    with translation.override(blueprint.language):
        steps = compile_steps(blueprint.steps, paths)
    rules = compile_rules(blueprint.rules, steps.items, paths)
    cases = compile_cases(blueprint.cases, steps.items, paths)
    for position, _score in enumerate(blueprint.scores):
        paths.add(f"scores[{position}]", ("scores", position))
    definition: Json = {
        "questionnaire": {**compile_head(blueprint), "item": steps.groups},
        "scores": list(iter_entries(blueprint.scores)),
        "rules": rules,
        "consents": steps.consents,
    }
    return Compilation({**definition, **({"cases": cases} if cases else {})}, paths)


def compile_head(blueprint: Blueprint) -> Json:
    """Return the members of the FHIR resource that are not its items."""
    head = {
        "resourceType": "Questionnaire",
        "url": blueprint.url or fhir_extensions.make_default_url(blueprint.slug),
        "name": make_fhir_name(blueprint.slug),
        "title": blueprint.title,
        "status": "active",
        "language": blueprint.language,
        "subjectType": ["Patient"],
    }
    optional = {"publisher": blueprint.publisher, "copyright": blueprint.copyright}
    return {**head, **{key: value for key, value in optional.items() if value}}


def make_fhir_name(slug: str) -> str:
    """Return FHIR's computer-friendly name: PainDiary for `pain-diary`."""
    return "".join(part.title() for part in slug.split("-"))
