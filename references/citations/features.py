"""The names of citations in rich text, as constants that models and blocks may import.

The editor's part is in `draftail`, which cannot be imported while models load.
"""

# In the `features` of a rich text block.
CITATION_FEATURE = "citation"
# In the database: <a linktype="reference" id="7">.
LINK_TYPE = "reference"
# Optional attributes beside the id. Where in the work: "p. 823".
LOCATOR_ATTRIBUTE = "data-locator"
# A literal quote from the abstract of the work.
QUOTE_ATTRIBUTE = "data-quote"
# Why a retracted or doubtful work is cited.
REASON_ATTRIBUTE = "data-why"
# In Draftail's content state.
ENTITY_TYPE = "CITATION"
