"""Random questionnaires, answered by random walks over the real pages.

A walk goes on and back, changes answers, skips questions, opens URLs typed by hand, sends a form twice or long after it
was opened, saves half a page by script, closes the window and resumes, also with a code in another browser. All kinds
of questions are among them.

Whatever the walk, the answers that arrive are what a plain interpreter makes of the questionnaire and of the last
answer to each question. The interpreter reads the FHIR resource itself and shares no line with the engine.
"""

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.encryption import submission_keys
from intake.engine import routes
from intake.engine.definition import Definition
from intake.models import Submission
from intake.questionnaires import publishing
from tests.intake.plain_interpreter import interpreted, questions_asked, reaches
from tests.intake.random_questionnaires import Json, definitions, is_answerable, is_published, sayings
from tests.intake.visitor.random_walk import Walk


@given(definition=definitions(), data=st.data())
def test_engine_asks_and_counts_like_the_plain_interpreter(definition: Json, data: st.DataObject) -> None:
    questions = [item for step in definition["questionnaire"]["item"] for item in step["item"] if is_answerable(item)]
    said = {
        item["linkId"]: data.draw(st.none() | st.sampled_from([kept for _, kept in sayings(item)]))
        for item in questions
    }
    read = Definition.from_json(definition)
    steps, counted = interpreted(definition, said)
    way = routes.resolve_route(read, said)

    assert [step.link_id for step in way.steps] == steps
    assert list(way.answers.items()) == list(counted.items())
    for name in steps:
        asked = way.step(name)
        assert asked
        expected = [question["linkId"] for question in questions_asked(definition, said, name)]
        assert [question.link_id for question in asked.answerable] == expected
        assert way.reaches(name) == reaches(definition, said, name)


@pytest.mark.django_db
# One visitor may begin and send as often as they like.
@override_settings(STARTS_AT_ONCE=10_000, SENDS_AT_ONCE=10_000)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(definition=definitions().filter(is_published), data=st.data())
def test_submission_of_a_random_walk_matches_the_plain_interpreter(definition: Json, data: st.DataObject) -> None:
    publishing.publish_definition(slug="random", title="Random", definition=definition, is_default=True)
    sent_before = Submission.objects.count()
    walk = Walk(definition, data)
    for _ in range(data.draw(st.integers(0, 10), label="moves")):
        walk.go()
    submission = walk.finish()

    answers = submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))
    assert answers == interpreted(definition, walk.said)[1]
    assert list(answers) == list(interpreted(definition, walk.said)[1])
    assert Submission.objects.count() == sent_before + 1
