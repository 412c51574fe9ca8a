"""Works as hostile as a record can be, for property tests of what is printed."""

from hypothesis import strategies as st

from references import inline_markup
from references.enums import WorkType

TEXTS = [
    *("title", "container-title", "container-title-short", "collection-title", "collection-number", "volume", "issue"),
    *("page", "number", "supplement-number", "edition", "version", "publisher", "publisher-place", "genre", "medium"),
    *("number-of-pages", "number-of-volumes", "chapter-number", "volume-title", "status", "language", "DOI", "URL"),
    *("PMID", "PMCID"),
]


NAMES = ["author", "editor", "translator", "collection-editor"]


NAME_PARTS = ["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"]


DATES = ["issued", "accessed"]


TYPES = [*WorkType.values, "article", "article-newspaper", "post", "software", "speech", "<script>"]


HOSTILE_PIECES = st.sampled_from(
    [
        *(
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "<i onclick=x>",
            "<i\n>",
            "<a href='javascript:alert(1)'>",
        ),
        *(
            "<i>",
            "</i>",
            "<b>",
            "</b>",
            "<sub>",
            "</sub>",
            "<sup>",
            "</sup>",
            "<I>",
            "</p>",
            "<!--",
            "-->",
            "]]>",
            "<?",
            "<!",
        ),
        *(
            "&",
            "&lt;",
            "&#60;",
            "&amp;lt;",
            "<",
            ">",
            '"',
            "'",
            "“",
            "”",
            "’",
            "\u202e",
            "\u200f",
            "\x00",
            "\x1b",
            "\ud800",
        ),
        *inline_markup.MARK_CHARACTERS,
        *(
            "a",
            "B c",
            "12-4",
            "S1–S9",
            "10.1000/x",
            "https://",
            "javascript:alert(1)",
            ".",
            "?",
            ":",
            ", ",
            " ",
            "-",
            "é",
            "山",
        ),
    ]
)


HOSTILE = st.lists(HOSTILE_PIECES | st.text(max_size=3), max_size=8).map("".join)


HOSTILE_NAMES = st.lists(st.dictionaries(st.sampled_from(NAME_PARTS), HOSTILE, max_size=4), max_size=3)


HOSTILE_DATE = st.fixed_dictionaries({}, optional={"literal": HOSTILE, "raw": HOSTILE, "season": HOSTILE})


HOSTILE_WORK = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional=dict.fromkeys(TEXTS, HOSTILE) | dict.fromkeys(NAMES, HOSTILE_NAMES) | dict.fromkeys(DATES, HOSTILE_DATE),
)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NAME_PARTS, "date-parts"]), inner),
    max_leaves=8,
)


ANY_WORK = st.dictionaries(st.sampled_from(["type", *TEXTS, *NAMES, *DATES]), ANY_JSON)
