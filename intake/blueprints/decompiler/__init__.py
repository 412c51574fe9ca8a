"""Turns a definition into the blocks that it could have been built of, to open it in the builder.

The starter questionnaire and imported ones are opened with these. Whatever came from the builder compiles to the same
definition again. Of a definition from elsewhere, what the builder has no field for is lost
(`intake.questionnaires.differences` tells what), and a condition that the builder cannot show is refused.
"""

from intake.blueprints.blueprint import Blueprint, make_block
from intake.blueprints.decompiler.rules import build_case_block, build_rule_block
from intake.blueprints.decompiler.steps import build_step_block
from intake.engine import fhir_extensions
from intake.engine.definition import Definition
from intake.engine.json_object import Json


def decompile_definition(definition: Json, *, slug: str) -> Blueprint:
    """Return the blueprint of a definition.

    Raises DefinitionError for an invalid definition, and for conditions that are nested more deeply than the builder
    shows.
    """
    read = Definition.from_json(definition)
    head = definition["questionnaire"]
    return Blueprint(
        slug=slug,
        title=read.title,
        language=read.language,
        url="" if read.url == fhir_extensions.make_default_url(slug) else read.url,
        publisher=head.get("publisher", ""),
        copyright=head.get("copyright", ""),
        steps=[build_step_block(step, group) for step, group in zip(read.steps, head["item"], strict=True)],
        scores=[make_block("score", score, score) for score in read.scores],
        rules=[build_rule_block(position, rule) for position, rule in enumerate(read.rules)],
        cases=[build_case_block(position, case) for position, case in enumerate(read.cases)],
    )
