"""Collecting static files minifies ours, and leaves those of packages as they are."""

import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.files.storage import FileSystemStorage

from fibro_site.serving.static_storage import StaticStorage, minify_css

STYLE = "/* Why. */\n.a {\n  inline-size: calc(1rem + 2px);\n}\n"
SCRIPT = "/* Why. */\nexport const a = (b) => {\n  return `${b}  c`;\n};\n"
MINIFIED = {
    "a.css": ".a{inline-size:calc(1rem + 2px)}",
    "article.js": "{const a=1;}\n{const a=2;}",
    "a.js": "export const a=(b)=>{return`${b}  c`;};",
    "a.txt": STYLE,
}


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> StaticStorage:
    """Our own files and one of a package, as `collectstatic` writes them."""
    ours, theirs, served = (FileSystemStorage(tmp_path / name) for name in ("ours", "theirs", "served"))
    settings.STATICFILES_DIRS = [Path(ours.location)]
    files = {
        "a.css": (ours, STYLE),
        "a.js": (ours, SCRIPT),
        "a.txt": (ours, STYLE),
        "one.js": (ours, "const a = 1;\n"),
        "two.js": (ours, "const a = 2; // Why.\n"),
        "article.js": (ours, 'import "./one.js";\nimport "./two.js";\n'),
        "long.css": (ours, STYLE * 100),
        "b.css": (theirs, STYLE),
    }
    for name, (source, text) in files.items():
        for place in (source, served):
            Path(place.location).mkdir(exist_ok=True)
            Path(place.path(name)).write_text(text, encoding="utf-8")
    storage = StaticStorage(location=served.location, base_url="/static/")
    faults = [
        result
        for _, _, result in storage.post_process({name: (source, name) for name, (source, _) in files.items()})
        if isinstance(result, Exception)
    ]
    assert faults == []
    return storage


@pytest.mark.parametrize("name", MINIFIED)
def test_our_files_are_minified(collected: StaticStorage, name: str) -> None:
    for one in (name, collected.stored_name(name)):
        assert Path(collected.path(one)).read_text(encoding="utf-8") == MINIFIED[name]


def test_files_of_packages_are_not_changed(collected: StaticStorage) -> None:
    assert Path(collected.path(collected.stored_name("b.css"))).read_text(encoding="utf-8") == STYLE


def test_hash_in_the_name_is_of_the_minified_content(collected: StaticStorage) -> None:
    name = collected.stored_name("a.css")
    with collected.open(name) as file:
        assert re.fullmatch(rf"a\.{collected.file_hash(name, file)}\.css", name)


def test_source_file_is_not_changed(collected: StaticStorage, tmp_path: Path) -> None:
    assert (tmp_path / "ours/a.css").read_text(encoding="utf-8") == STYLE


def test_compressed_copy_has_the_same_content(collected: StaticStorage) -> None:
    path = Path(collected.path(collected.stored_name("long.css")))
    assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == path.read_bytes()


@pytest.mark.parametrize(
    ("style", "minified"),
    [
        ("@layer a {\n  .b :is(c, d) > e { f: g }\n}", "@layer a{.b :is(c,d)>e{f:g}}"),
        ("a/* Why. */b { c: d }", "a b{c:d}"),
        (".a { &:hover { b: c } & :hover { d: e } }", ".a{&:hover{b:c}& :hover{d:e}}"),
        ("a { b: calc(1px + (2px - 3px)) }", "a{b:calc(1px + (2px - 3px))}"),
        (
            "@media (min-width: 34rem) and (width < 4rem) { a { b: c } }",
            "@media (min-width:34rem) and (width < 4rem){a{b:c}}",
        ),
        ("""a { content: "/* a */  ;  '" ' , "  {'; }""", """a{content:"/* a */  ;  '" ' , "  {'}"""),
        (r"""a { content: "\"  , b" ; }""", r"""a{content:"\"  , b"}"""),
    ],
)
def test_significant_space_in_css_is_kept(style: str, minified: str) -> None:
    assert minify_css(style) == minified
