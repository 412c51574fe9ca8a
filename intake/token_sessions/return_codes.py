"""Return codes: what opens a draft again from anywhere, once its visitor has asked to save it and come back.

The code is derived from the draft's token. The row keeps the token sealed under a key that is stretched from the code,
and a hash to find it by, so that the database alone opens nothing.
"""

from django.conf import settings
from django.utils import timezone

from intake.encryption import codes, primitives
from intake.models import Draft
from intake.token_sessions.drafts import DraftConsumed, DraftNotFound, refresh_draft

# A draft is found by what is stretched from its code, so all codes share one salt. With 86 random bits nobody can try
# them out.
CODE_SALT = b"intake.draft/code"


def save_for_return(draft: Draft, token: str) -> str:
    """Keep the draft for the lifetime of a new one, and return the code that finds and opens it.

    A second call returns the same code. Only the first takes about 25 ms, so the caller checks a rate limit before.
    Raise DraftConsumed, and DraftNotFound if the draft was deleted meanwhile.
    """
    code = derive_return_code(token)
    code_hash, sealed_token = draft.code_hash, draft.sealed_token
    if not code_hash:
        code_hash, key = stretch_return_code(code)
        sealed_token = primitives.seal_bytes(key, token.encode(), context=build_token_context(draft))
    expires_at = timezone.now() + settings.DRAFT_LIFETIME
    changes = {"code_hash": code_hash, "sealed_token": sealed_token, "expires_at": expires_at}
    if not Draft.objects.filter(pk=draft.pk, submission=None).update(**changes):
        refresh_draft(draft)
        raise DraftConsumed
    draft.code_hash, draft.sealed_token, draft.expires_at = code_hash, sealed_token, expires_at
    return code


def derive_return_code(token: str) -> str:
    """Return the code of the draft with this token. It opens the draft only after `save_for_return`."""
    return codes.derive_secret_code(primitives.derive_key(token.encode(), "intake.draft/code"))


def find_token_by_code(code: str) -> str:
    """Return the token of the draft that was saved under this code. Takes about 25 ms.

    Raise DraftNotFound if there is none.
    """
    code_hash, key = stretch_return_code(code)
    try:
        draft = Draft.objects.get(code_hash=code_hash, expires_at__gt=timezone.now())
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error
    return primitives.unseal_bytes(key, draft.sealed_token, context=build_token_context(draft)).decode()


def stretch_return_code(code: str) -> tuple[str, bytes]:
    """Return the hash that finds the draft of a code, and the key that opens the draft's token."""
    stretched = primitives.stretch_code(code, salt=CODE_SALT)
    code_hash = primitives.derive_key(stretched, "intake.draft/code-hash").hex()
    return code_hash, primitives.derive_key(stretched, "intake.draft/token")


def build_token_context(draft: Draft) -> str:
    return primitives.build_seal_context("draft", draft.pk, "token")
