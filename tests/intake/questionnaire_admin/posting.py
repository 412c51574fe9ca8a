"""The admin's form of a questionnaire as a browser would post it, made from blocks."""

from typing import Any

from django.test import Client
from wagtail import blocks

from intake.blueprints.blocks import CasesBlock, RulesBlock, ScoresBlock, StepsBlock
from intake.blueprints.blueprint import Blueprint
from intake.models import Questionnaire
from tests.intake.blueprints.plans import SMALL

ADD = "/admin/questionnaires/add/"
STREAMS = {"steps": StepsBlock(), "scores": ScoresBlock(), "rules": RulesBlock(), "cases": CasesBlock()}


def edit_url(questionnaire: Questionnaire) -> str:
    return f"/admin/questionnaires/edit/{questionnaire.pk}/"


def form_data(blueprint: Blueprint) -> dict[str, str]:
    data = {
        "title": blueprint.title,
        "slug": blueprint.slug,
        "url": blueprint.url,
        "publisher": blueprint.publisher,
        "copyright": blueprint.copyright,
    }
    for name, block in STREAMS.items():
        data |= fields(block, block.to_python(list(getattr(blueprint, name))), name)
    return data


def fields(block: blocks.Block, value: Any, prefix: str) -> dict[str, str]:
    """Return the inputs of a block, by their names in Wagtail's form."""
    if isinstance(block, blocks.StructBlock):
        named = [fields(inner, value[name], f"{prefix}-{name}") for name, inner in block.child_blocks.items()]
        return {key: text for inner in named for key, text in inner.items()}
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        children = list(value) if isinstance(block, blocks.StreamBlock) else list(value.bound_blocks)
        data = {f"{prefix}-count": str(len(children))}
        for position, child in enumerate(children):
            here = f"{prefix}-{position}"
            data |= {f"{here}-deleted": "", f"{here}-order": str(position), f"{here}-id": child.id or ""}
            data |= {f"{here}-type": child.block_type if isinstance(block, blocks.StreamBlock) else "item"}
            data |= fields(child.block, child.value, f"{here}-value")
        return data
    if isinstance(value, bool):
        return {prefix: "on"} if value else {}
    return {prefix: "" if value is None else str(value)}


def post(client: Client, url: str, blueprint: Blueprint, *, action: str = "action-publish") -> Any:
    return client.post(url, form_data(blueprint) | ({action: "1"} if action else {}))


def faults(response: Any) -> list[tuple[str, str]]:
    """Return the errors of a refused form: `("steps.0.questions.1.condition", "Points forward …")`."""
    errors = response.context["form"].errors.as_data()
    return [found for name, listed in errors.items() for error in listed for found in leaves(error, name)]


def leaves(error: Any, path: str) -> list[tuple[str, str]]:
    inner = getattr(error, "block_errors", None) or {}
    own = [(path, message) for message in getattr(error, "non_block_errors", None) or []]
    if not inner and not own:
        return [(path, message) for message in error.messages]
    return own + [found for key, each in inner.items() for found in leaves(each, f"{path}.{key}")]


def published(client: Client, blueprint: Blueprint = SMALL) -> Questionnaire:
    response = post(client, ADD, blueprint)
    assert response.status_code == 302, faults(response)
    return Questionnaire.objects.get(slug=blueprint.slug)


def draft_of(questionnaire: Questionnaire) -> Blueprint:
    return Questionnaire.objects.get(pk=questionnaire.pk).get_latest_revision_as_object().get_blueprint()
