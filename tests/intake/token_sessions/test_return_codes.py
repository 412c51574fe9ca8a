"""A return code opens the draft that it was made for."""

import pytest
from django.db import IntegrityError

from intake.models import Draft, QuestionnaireVersion
from intake.token_sessions import return_codes
from tests.intake import builders

pytestmark = pytest.mark.django_db


def test_code_cannot_be_moved_to_another_draft(version: QuestionnaireVersion) -> None:
    (ours, _), (other, other_token) = builders.make_draft(version), builders.make_draft(version)
    code = return_codes.save_for_return(other, other_token)
    Draft.objects.filter(pk=ours.pk).update(sealed_token=other.sealed_token)
    with pytest.raises(IntegrityError):
        Draft.objects.filter(pk=ours.pk).update(code_hash=other.code_hash)
    assert code  # the hash is unique, so that no second row has this code
