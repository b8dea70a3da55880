"""Web pages: no sentence of the article is lost, whatever the markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.intake.formats import Extracted
from bilan.intake.formats.html import format as html
from bilan.model.period import Period

PARAGRAPHS = [
    "At least twelve civilians were killed on Friday when a bakery in the north of the town was hit, residents said.",
    "The Example Monitor, which counts the dead of the conflict, put the toll at fourteen, four children among them.",
    "A spokesman said that the air force had carried out no strike in the area on that day, and that he would look into it.",
]
ARTICLE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Bakery hit | The Example Post</title>
<meta property="og:title" content="Bakery hit, 12 dead"><meta property="og:site_name" content="The Example Post">
<meta property="article:published_time" content="2017-03-18T08:00:00Z"><link rel="canonical" href="https://example.org/b">
</head><body class="has-sidebar right-sidebar"><nav><ul><li>Home<li>War</ul></nav>
<article><h1>Bakery hit, 12 dead</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}
<figure><img src="x.jpg"><figcaption>A wall: 7 killed here</figcaption></figure>
<table><tr><th>Hospital<th>Dead<tr><td>North<td>9</table></article>
<aside>99 civilians were killed elsewhere</aside><script>var killed = 1000;</script><footer>© 2017</footer></body></html>"""


def read(tmp_path: Path, page: str | bytes) -> Extracted:
    file = tmp_path / "page.html"
    file.write_bytes(page if isinstance(page, bytes) else page.encode())
    return html.extract(file)


def test_the_article_is_read_and_the_rest_is_left(tmp_path: Path) -> None:
    found = read(tmp_path, ARTICLE)
    for words in [*PARAGRAPHS, "Bakery hit, 12 dead", "7 killed here", "North", "9"]:
        assert words in found.text
    for words in ("Home", "elsewhere", "1000", "©"):
        assert words not in found.text
    assert found.text.count("Bakery hit, 12 dead") == 1


def test_the_metadata_of_the_page_are_taken_and_nothing_is_guessed(tmp_path: Path) -> None:
    found = read(tmp_path, ARTICLE)
    assert (found.title, found.publisher, found.lang) == ("Bakery hit, 12 dead", "The Example Post", "en")
    assert found.published == Period.parse("2017-03-18")
    assert found.url == "https://example.org/b"
    bare = read(tmp_path, f"<p>{PARAGRAPHS[0]} Published 3 May 2017.</p>")
    assert (bare.published, bare.publisher, bare.title) == (None, None, "")


def test_linked_data_may_tell_date_and_publisher(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2016-02", '
        f'"publisher": {{"name": "The Example Post"}}}}]}}</script><p>{PARAGRAPHS[0]}',
    )
    assert (found.publisher, found.published) == ("The Example Post", Period.parse("2016-02"))


@pytest.mark.parametrize(
    "page",
    [
        "<p>{0}<p>{1}<p>{2}",
        "{0}<br>{1}<br/>{2}",
        "<div><div><p>{0}</div></p></span></b>{1}</article><<<>>&nbsp;&bogus;<p {2}<p>{2}",
        "<nav>{0}<p>{1}<p>{2}",
        "<html><body><div class='comments'><p>{0}</p><p>{1}</p><p>{2}</p></div></body></html>",
        "<?xml version='1.0' encoding='utf-8'?><html xmlns='x'><body><p>{0}</p><p>{1}</p><p>{2}</p></body></html>",
        "<ul><li>{0}<li>{1}<li>{2}</ul>",
        "<table><tr><td>{0}<td>{1}<tr><td>{2}</table>",
        "<!-- unclosed {0} <p>{0}--><p>{0}</p>{1}<p>{2}",
        "<main><p>{0}</p></main><section><p>{1}</p><p>{2}</p></section>",
    ],
)
def test_broken_markup_loses_no_sentence(tmp_path: Path, page: str) -> None:
    found = read(tmp_path, page.format(*PARAGRAPHS))
    missing = [p for p in PARAGRAPHS if p not in found.text]
    assert not missing, found.text


def test_a_page_in_the_charset_it_declares(tmp_path: Path) -> None:
    arabic = "قتل اثنا عشر مدنيا في غارة على المدينة القديمة يوم الجمعة، وأصيب آخرون."
    page = f"<html dir=rtl lang=ar><meta charset=windows-1256><p>{arabic}</p></html>"
    found = read(tmp_path, page.encode("cp1256"))
    assert arabic in found.text
    assert found.lang == "ar"
    assert arabic in read(tmp_path, page.encode("utf-16")).text


def test_a_hundred_thousand_open_tags_only_cost_themselves(tmp_path: Path) -> None:
    found = read(tmp_path, "<div>" * 100_000 + f"<p>{PARAGRAPHS[0]}</p>" + "<b><i>" * 50_000 + PARAGRAPHS[1])
    assert PARAGRAPHS[0] in found.text
    assert PARAGRAPHS[1] in found.text


def test_what_is_a_page_is_seen_from_its_name_or_its_first_bytes() -> None:
    assert html.accepts("a.HTM", b"anything")
    assert html.accepts("saved", b"\xef\xbb\xbf \n<!-- x --><!DOCTYPE html>")
    assert html.accepts("saved.txt", "<html>".encode("utf-16"))
    assert not html.accepts("a.txt", b"a < b")
