"""Why something that staff wanted to do with a submission was not done."""


class EditConflict(Exception):
    """Somebody else changed the submission since it was shown. Nothing was overwritten."""


class ActionNotAllowed(Exception):
    """The state does not lead there, the patient ended the case, or the delivery was not given up."""
