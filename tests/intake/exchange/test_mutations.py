"""Files of real shapes with faults in them: whatever stands where, none of them raises.

`FUZZ_COUNT=20000 pytest tests/intake/exchange/test_mutations.py` tries more of them than an ordinary run.
"""

import os

from intake.builder import reading_back
from intake.engine.definition import Definition, DefinitionError
from intake.exchange import r5, structure
from intake.exchange.checking import check
from intake.exchange.converting import convert
from intake.exchange.drafting import lost_in_the_builder
from intake.exchange.findings import Outcome, with_outcome
from tests.intake.exchange.mutations import mutated

COUNT = int(os.environ.get("FUZZ_COUNT", "1000"))


def look_at(seed: int) -> None:
    """Do all that an import does before it writes."""
    resource = mutated(seed)
    check(resource)
    structure.faults(resource, is_r5=isinstance(resource, dict) and r5.is_r5(resource))
    conversion = convert(resource, slug="s")
    if conversion.definition is None:
        assert with_outcome(conversion.findings, Outcome.REFUSED)
        return
    Definition.from_json(conversion.definition)
    try:
        blueprint = reading_back.blueprint(conversion.definition, slug="s")
    except DefinitionError:
        return  # an import tells it as a refusal
    list(lost_in_the_builder(conversion.definition, blueprint))


def test_no_mutated_file_raises() -> None:
    raised = {}
    for seed in range(COUNT):
        try:
            look_at(seed)
        except Exception as error:
            raised[seed] = f"{type(error).__name__}: {error}"
    assert raised == {}


def test_the_mutations_reach_what_is_kept_and_what_is_refused() -> None:
    outcomes = {convert(mutated(seed), slug="s").definition is None for seed in range(200)}
    assert outcomes == {True, False}
