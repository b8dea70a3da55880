"""Echo: a repeat, or a translation that cites, adds no voice; an independent report does (the control)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_claim, sha

from bilan.lineage import voices
from bilan.model.claim import FiledClaim, claim_id
from bilan.model.ids import ExhibitId, TextId

OUTLETS = ["Hill Herald", "Wire Nine", "Northtown Courier", "Valley Recorder", "Airwars", None]
COUNTS = st.integers(3, 400)


@st.composite
def reports(draw: st.DrawFn) -> list[FiledClaim]:
    """One document of one to four claims, some with a speaker or a source of their own."""
    outlet = draw(st.sampled_from(OUTLETS[:4]))
    exhibit = f"report of {outlet}"
    out = []
    for n, count in enumerate(draw(st.lists(COUNTS, min_size=1, max_size=4, unique=True))):
        out.append(
            make_claim(
                count,
                exhibit=exhibit,
                publisher=outlet,
                published="2031-03-04",
                period=draw(st.sampled_from(["2031-03", "2031-03-02"])),
                place=draw(st.sampled_from(["Mosul", "Raqqa"])),
                by=draw(st.sampled_from([None, "US-led Coalition", "Islamic State"])),
                speaker=draw(st.sampled_from([None, "residents", "US military", "Amnesty International"])),
                cites=draw(st.sampled_from([None, "SNHR", "activists"])),
                quote=f"It was put at {count} people killed that day in sentence {n} of a report with words of its own",
                n=n,
            )
        )
    return out


def again(claims: list[FiledClaim], exhibit: str, *, bare: bool = False) -> list[FiledClaim]:
    """The same document received a second time, in another file; `bare`: retyped, without its publisher and date."""
    id = ExhibitId(sha(exhibit))
    lost = {"text": TextId(sha(f"{exhibit} retyped")), "publisher": None, "published": None} if bare else {}
    return [
        replace(
            c, **lost, exhibit=id, id=claim_id(id, c.quote, c.record.n, c.record.quantity.verbatim, 0, c.record.harm)
        )
        for c in claims
    ]


def translated(claims: list[FiledClaim], outlet: str) -> list[FiledClaim]:
    """Another outlet's translation, which says of each figure that it comes from the first outlet."""
    out = []
    for c in again(claims, f"translation by {outlet}"):
        first = c.publisher or ""
        cites = [m.name for m in c.record.cites]
        if c.record.speaker:
            cites.insert(0, c.record.speaker.name)
        copy = make_claim(
            c.record.quantity.low, speaker=first, cites=cites, exhibit=f"translation by {outlet}", publisher=outlet,
            published="2031-03-09", period=c.record.period, place=[m.name for m in c.record.place],
            by=[m.name for m in c.record.by], n=c.record.n, lang="fr",
            quote=f"Selon une autre rédaction, {c.record.quantity.low} personnes ont péri ({c.record.n})",
        )  # fmt: skip
        out.append(copy)
    return out


@given(reports())
def test_the_same_report_twice_adds_no_voice(report: list[FiledClaim]) -> None:
    twice = voices([*report, *again(report, "a second file")])
    assert {v.id for v in twice.voices} == {v.id for v in voices(report).voices}
    assert set(twice.figure_of.values()) <= {c.id for c in report} or len(twice.figure_of) == 2 * len(report)
    assert twice.drifts == ()


@given(reports())
def test_the_same_report_retyped_without_its_publisher_adds_no_voice(report: list[FiledClaim]) -> None:
    copy = again(report, "a retyped file", bare=True)
    both = voices([*report, *copy])
    assert {v.id for v in both.voices} == {v.id for v in voices(report).voices}
    assert {both.figure_of[c.id] for c in copy} <= {c.id for c in report}


@given(reports())
def test_a_translation_that_cites_adds_no_voice(report: list[FiledClaim]) -> None:
    both = voices([*report, *translated(report, "Rédaction Deux")])
    assert {v.id for v in both.voices} == {v.id for v in voices(report).voices}


@given(reports(), COUNTS)
def test_an_independent_report_adds_one(report: list[FiledClaim], count: int) -> None:
    """The control: the law would be empty if nothing ever added a voice."""
    other = make_claim(
        count, exhibit="another", publisher="Southtown Gazette", published="2031-03-05", period="2031-03-02", place="Mosul",
        quote=f"Our own reporter counted {count} bodies beside the bridge on the second of the month",
    )  # fmt: skip
    before, after = voices(report), voices([*report, other])
    assert len(after.voices) == len(before.voices) + 1
    assert after.figure_of[other.id] == other.id
