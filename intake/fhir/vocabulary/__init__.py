"""What an import does with each extension and each element of FHIR R4, R5 and Structured Data Capture (SDC).

Whatever says who is asked, what they are offered or how they may answer is carried over, or what has it is refused: to
ignore it would ask something else than was meant. What only displays, explains or works for other programs is left out,
and reported as left out. An extension that is not named here is left out too: by FHIR, it may be ignored.

Sources: https://hl7.org/fhir/R4/questionnaire.html, https://hl7.org/fhir/R5/questionnaire.html,
https://hl7.org/fhir/extensions/extension-registry.html and https://hl7.org/fhir/uv/sdc/artifacts.html.
"""
