"""The names under which citations stand in rich text. Plain words, so that models and blocks may import them.

What the editor shows is in `draftail`, which Wagtail lets nobody import while models load.
"""

# In the list of a rich text block's features.
CITATION = "citation"
# In the database: <a linktype="reference" id="7">.
LINK_TYPE = "reference"
# Beside the id, each only where it is needed. Where in the work: "p. 823".
LOCATOR = "data-locator"
# Words of the work's abstract, to the letter.
QUOTE = "data-quote"
# Why a work is cited although it was retracted or is in doubt.
WHY = "data-why"
# In Draftail's content state.
ENTITY_TYPE = "CITATION"
