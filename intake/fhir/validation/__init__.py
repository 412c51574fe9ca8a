"""Faults of a FHIR R4 Questionnaire: its shape, the standard's rules que-1 to que-13, and what its conditions ask.

The rules and their numbers are those of https://hl7.org/fhir/R4/questionnaire.html. `faults` names those that have no
number, `questionnaire` goes through a whole resource, and `schema` asks another library for a second opinion.
"""
