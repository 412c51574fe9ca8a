"""Questionnaires to and from other programs, as FHIR resources.

`reading` takes a file's bytes, `checking` names every fault of a resource, `converting` makes a definition of it and
says what became of each part, `drafting` keeps that as a draft; `exporting` goes the other way. `structure` asks
another library for a second opinion. Paths are FHIR's, from the resource down: `item[2].enableWhen[0]`.
"""
