"""The names under which citations stand in rich text. Plain words, so that models and blocks may import them.

What the editor shows is in `draftail`, which Wagtail lets nobody import while models load.
"""

# In the list of a rich text block's features.
CITATION_FEATURE = "citation"
# In the database: <a linktype="reference" id="7">.
LINK_TYPE = "reference"
# Beside the id, each only where it is needed. Where in the work: "p. 823".
LOCATOR_ATTRIBUTE = "data-locator"
# Words of the work's abstract, to the letter.
QUOTE_ATTRIBUTE = "data-quote"
# Why a work is cited although it was retracted or is in doubt.
REASON_ATTRIBUTE = "data-why"
# In Draftail's content state.
ENTITY_TYPE = "CITATION"
