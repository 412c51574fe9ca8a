"""Questionnaires to and from other programs, as FHIR R4 and R5 resources.

`parsing` reads a file, `validation` finds every fault of a resource, and `conversion` makes a definition of it and says
what became of each part. `definition_export` goes the other way. All of these work on JSON data alone. `storage` is the
only module that uses the database: it saves what was converted as a draft, and exports what is published.

Paths are FHIR's, from the resource down: `item[2].enableWhen[0]`.
"""
