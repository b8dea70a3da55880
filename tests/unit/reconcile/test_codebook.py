"""Codebooks: what is read from them, and how a broken one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib import metadata

import pytest

from bilan.model.vocab import LANGS
from bilan.plugins import BrokenPlugin, load, loading
from bilan.reconcile.codebook import BadCodebook, from_content, read_codebook
from bilan.reconcile.codebook_text import as_toml, differences
from bilan.reconcile.policies import texts
from bilan.reconcile.shelf import installed, policy, standard

IBC = texts("ibc")[0]


def offered() -> list[str]:
    """What a package of somebody else's would return."""
    return [texts("strict")[0].replace('"strict"', '"harbour"'), _version_2(texts("strict")[0], "harbour")]


def misnamed() -> list[str]:
    return texts("strict")


def broken() -> list[str]:
    return ["id = "]


def _version_2(text: str, id: str) -> str:
    return text.replace('"strict"', f'"{id}"').replace('version = "1"', 'version = "2"')


def test_the_five_come_through_the_plugin_door_each_with_its_source() -> None:
    assert [p.id for p in standard().in_force()] == ["airwars", "ibc", "snhr", "strict", "ucdp"]
    for p in standard().versions:
        assert p.source
        assert p.title
        assert all(p.id in p.says[lang] for lang in LANGS)


def test_a_content_read_again_is_the_same_codebook() -> None:
    for p in standard().versions:
        assert from_content(p.content) == p
    assert read_codebook(IBC + "\n# a remark\n").hash == policy("ibc").hash
    assert read_codebook(IBC.replace("voices = 2", "voices = 3")).hash != policy("ibc").hash


def test_numbers_are_read_exactly() -> None:
    assert read_codebook(IBC.replace('tolerance = "1/10"', "tolerance = 0.3")).tolerance == Fraction(3, 10)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('id = "ibc"', "id = ", "is not TOML"),
        ('version = "1"', "", "`version` of the codebook ibc is missing"),
        ('version = "1"', "version = 1", "text in quotes"),
        ('id = "ibc"', 'id = "I B C"', "short name"),
        ('world = "closed"', 'world = "round"', "must be open or closed"),
        ('world = "closed"', 'world = "open"', "needs world = \"closed\""),
        ('tolerance = "1/10"', 'tolerance = "11/10"', "between 0 and 1"),
        ('tolerance = "1/10"', 'tolerance = "a tenth"', 'write a share as "1/10"'),
        ("voices = 2", "voices = 0", "from 1 to 9"),
        ("voices = 2", "voices = true", "from 1 to 9"),
        ("voices = 2", "voicess = 2", "`voicess` of the codebook ibc is not one that a codebook knows"),
        ('exact = ["exactly", "listed"]', 'exact = ["precisely"]', "`totals.exact`"),
        ("longer_than_days = 7", "longer_than_days = 0", "1 or more"),
        ('kind = "combatant_share"', 'kind = "fighters"', "combatant_share or baseline"),
        ('share = ["0", "1"]', 'share = ["1"]', "an interval"),
        ('share = ["0", "1"]', 'share = ["1", "0"]', "its most before its least"),
        ('share = ["0", "1"]', 'count = [0, 1]', "`totals.adjustment[0].share`"),
        ('share = ["0", "1"]', 'share = ["0", "1"]\nplace = "Nowhere at all"', "no place is known"),
        ('share = ["0", "1"]', 'share = ["0", "1"]\nfrom = "soon"', "is no date"),
        ('source = "Iraq Body Count, M', 'sources = "Iraq Body Count, M', "`sources`"),
    ],
)  # fmt: skip
def test_a_broken_codebook_is_refused_with_the_key_and_what_to_do(before: str, after: str, says: str) -> None:
    assert before in IBC
    with pytest.raises(BadCodebook) as wrong:
        read_codebook(IBC.replace(before, after, 1))
    assert says in wrong.value.what
    assert "docs/handbook/policies.md" in wrong.value.advice


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('hedges = ["listed"]', 'hedges = ["on a list"]', "`documented.hedges`"),
        ('sources = ["Syrian Network for Human Rights"]', 'sources = ["Nobody we know"]', "nobody is known under that"),
        ('sources = ["Syrian Network for Human Rights"]', 'sources = "SNHR"', "a list of names"),
        ("en = [", "de = [", "`documented.words.de`"),
    ],
)
def test_what_shows_a_count_to_be_documented_must_be_known(before: str, after: str, says: str) -> None:
    text = texts("snhr")[0]
    assert before in text
    with pytest.raises(BadCodebook) as wrong:
        read_codebook(text.replace(before, after, 1))
    assert says in wrong.value.what


def test_a_rule_must_speak_all_three_languages() -> None:
    text = "\n".join(line for line in IBC.splitlines() if not line.startswith("ar = "))
    with pytest.raises(BadCodebook, match=r"`says\.ar`.* is missing"):
        read_codebook(text)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    load.cache_clear()
    installed.cache_clear()


def offering(patch: pytest.MonkeyPatch, name: str, function: str) -> None:
    point = metadata.EntryPoint(name, f"{__name__}:{function}", "bilan.policies")
    ours = list(metadata.entry_points(group="bilan.policies"))
    patch.setattr(loading.metadata, "entry_points", lambda group: [*ours, point])
    load.cache_clear()
    installed.cache_clear()


def test_a_package_may_offer_a_policy_in_several_versions(door: pytest.MonkeyPatch) -> None:
    offering(door, "harbour", "offered")
    assert [p.version for p in installed() if p.id == "harbour"] == ["1", "2"]


@pytest.mark.parametrize(("name", "function"), [("harbour", "misnamed"), ("harbour", "broken"), ("harbour", "IBC")])
def test_a_package_that_offers_a_broken_one_is_named(door: pytest.MonkeyPatch, name: str, function: str) -> None:
    offering(door, name, function)
    with pytest.raises(BrokenPlugin) as wrong:
        installed()
    assert wrong.value.advice


def test_a_codebook_written_out_is_the_same_codebook() -> None:
    for p in standard().versions:
        assert read_codebook(as_toml(p.content)).hash == p.hash


def test_the_differences_between_two_are_told_key_by_key() -> None:
    changed = read_codebook(
        IBC.replace("voices = 2", "voices = 3").replace('share = ["0", "1"]', 'share = ["0", "1/2"]')
    )
    assert differences(policy("ibc").content, changed.content) == [
        ("totals.adjustment[0].share", ["0", "1"], ["0", "1/2"]),
        ("totals.adjustment[2].share", ["0", "1"], ["0", "1/2"]),
        ("voices", 2, 3),
    ]
