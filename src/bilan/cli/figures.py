"""`voices`, `incidents`, `bounds`, `tensions`, `gap`: what can be known from the claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from bilan.cli.options import (
    AsOf,
    By,
    DossierArgument,
    From,
    Json,
    PlaceOption,
    To,
    actor_labels,
    example,
    find_actor,
    find_place,
    place_labels,
    read_window,
)
from bilan.cli.rendering import counted, harm_of, number, say, say_claim, say_json, say_table, shorten, span_of, window
from bilan.model.claim import FiledClaim
from bilan.model.vocab import Group, Harm, View, label, labels, parse_term

ViewOption = Annotated[str, typer.Option("--view", metavar="VIEW", help="alleged, admitted or agreed.")]
GroupOption = Annotated[
    str | None, typer.Option("--group", metavar="G", help="Of whom: civilian, enfants, نساء … Default: every group.")
]
HarmOption = Annotated[str, typer.Option("--harm", metavar="H", help="killed, injured, disparus …")]
PolicyOption = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="P",
        help="How counts of one scope are merged: airwars, ibc, snhr, strict, ucdp or a codebook of your own; "
        "ibc@1 pins the version.",
    ),
]
StatedOnly = Annotated[
    bool, typer.Option("--stated-only", help="Leave out values that a claim only inherits from its surroundings.")
]


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan voices dossier"))(voices)
    app.command(epilog=example("bilan incidents dossier --json"))(incidents)
    app.command(
        epilog=example(
            "bilan bounds dossier",
            "bilan bounds dossier --view admitted --by 'États-Unis' --to 2017-05-31",
            "bilan bounds dossier --place الموصل --group enfants --from 2017-03 --to 2017-03",
        )
    )(bounds)
    app.command(epilog=example("bilan tensions dossier"))(tensions)
    app.command(epilog=example("bilan gap dossier --to 2017-05-31"))(gap)


# ------------------------------------------------------------------ who repeats whom, what happened where


def voices(dossier: DossierArgument, as_json: Json = False) -> None:
    """Who speaks, who repeats whom, what changed on the way."""
    from bilan.cli.opening import opened_world

    with opened_world(dossier) as world:
        lineage = world.lineage
    drifts: dict[str, list[dict[str, Any]]] = {v.id: [] for v in lineage.voices}
    for drift in lineage.drifts:
        drifts[drift.voice].append(
            {
                "from": drift.frm,
                "to": drift.to,
                "field": drift.field,
                "before": drift.before,
                "after": drift.after,
                "change": drift.change.value,
                "inherited": drift.inherited,
            }
        )
    if as_json:
        say_json(
            {
                "voices": [
                    {
                        "id": v.id,
                        "origin": v.origin,
                        "sources": list(v.sources),
                        "claims": list(v.claims),
                        "drift": drifts[v.id],
                    }
                    for v in lineage.voices
                ]
            }
        )
        return
    say(f"{counted(len(lineage.voices), 'voice')} in this dossier.")
    if lineage.voices:
        rows = [
            [v.origin, ", ".join(v.sources), number(len(v.claims)), str(len(drifts[v.id]) or "")]
            for v in lineage.voices
        ]
        say_table(["origin", "heard through", "claims", "drifts"], rows, numbers=[2, 3])
    for drift in lineage.drifts:
        say(f"{drift.field}: {drift.before} ({drift.frm[:8]}) became {drift.after} ({drift.to[:8]})")


def incidents(dossier: DossierArgument, as_json: Json = False) -> None:
    """Claims about one event, and pairs for a person to confirm."""
    from bilan.cli.opening import opened_world

    with opened_world(dossier) as world:
        found = world.incidents
    clusters = [
        {
            "id": i.id,
            "claims": list(i.claims),
            "places": list(i.places),
            "period": i.period.iso if i.period else None,
            "linked": i.linked,
        }
        for i in found.incidents
    ]
    pairs: list[dict[str, Any]] = [
        {"a": p.a, "b": p.b, "probability": p.probability, "why": [{"feature": f, "weight": w} for f, w in p.why]}
        for p in found.proposals
    ]
    if as_json:
        say_json({"pairs": pairs, "clusters": clusters})
        return
    say(f"{counted(len(clusters), 'incident')}, {counted(len(pairs), 'pair')} to confirm.")
    if pairs:
        say_table(
            ["claim", "claim", "probability", "why"],
            [
                [
                    p["a"][:8],
                    p["b"][:8],
                    f"{p['probability']:.2f}",
                    shorten("; ".join(w["feature"] for w in p["why"]), 70),
                ]
                for p in pairs
            ],
            numbers=[2],
        )
        say(f"To confirm one: bilan link {dossier} CLAIM CLAIM --as YOU")


# ------------------------------------------------------------------ how many


def bounds(
    dossier: DossierArgument,
    view: ViewOption = View.ALLEGED.value,
    by: By = None,
    place: PlaceOption = None,
    start: From = None,
    end: To = None,
    group: GroupOption = None,
    harm: HarmOption = Harm.KILLED.value,
    policy: PolicyOption = "airwars",
    stated_only: StatedOnly = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """How many, at least and at most, and which claims say so."""
    from bilan.cli.opening import opened_world
    from bilan.reconcile.question import Question

    question = Question(
        view=parse_term(View, view),
        period=read_window(start, end),
        group=parse_term(Group, group) if group is not None else None,
        harm=parse_term(Harm, harm),
        policy=policy,
        stated_only=stated_only,
    )
    with opened_world(dossier, as_of) as world:
        rule = world.shelf.get(policy)
        question = replace(
            question,
            by=find_actor(by, world.claims) if by is not None else None,
            place=find_place(place, world.claims) if place is not None else None,
        )
        answer = world.answer(question)
    named = {
        "view": labels(question.view),
        "by": actor_labels(question.by) if question.by else None,
        "place": place_labels(question.place) if question.place else None,
        "group": labels(question.group) if question.group else None,
        "harm": labels(question.harm),
    }
    if as_json:
        say_json({**answer.as_json(), "labels": named, "as_of": world.as_of.isoformat()})
        return
    scope = [
        named["by"]["en"] if named["by"] else "all actors",
        named["place"]["en"] if named["place"] else "everywhere",
        window(question.period),
    ]
    what = harm_of(question.harm, [question.group] if question.group else [])
    say(
        f"{what[0].upper()}{what[1:]}, {label(question.view, 'en')}: {span_of(answer.low, answer.high)}",
        f"{', '.join(scope)} (policy {rule.name}; as of {world.as_of})",
    )
    if answer.best is not None:
        say(f"Best estimate: {number(answer.best)}")
    if not answer.feasible:
        say("These claims cannot all hold; the range spans what each consistent set of them allows.")
        everything = {c for subset in answer.subsets for c in subset.claims}
        for subset in answer.subsets:
            left_out = sorted(everything - set(subset.claims))
            say(f"  {span_of(subset.low, subset.high)} without {', '.join(c[:8] for c in left_out)}")
    if answer.basis == "machine":
        say("DRAFT: computed from a machine's reading that nobody has reviewed in full.")
    _sentences("How it comes about:", [s.en for s in answer.trace])
    _sentences("Held apart (reserves):", [s.en for s in answer.reserves])
    _claims_behind([c for c in world.claims if c.id in set(answer.binding)])


def _claims_behind(claims: list[FiledClaim]) -> None:
    if not claims:
        return
    say("", "The claims that hold these bounds:")
    for c in claims:
        speaker = c.record.speaker.name if c.record.speaker else c.publisher or "the document itself"
        say_claim(c.id[:8], c.record, speaker, c.quote, label(c.state, "en"))


def tensions(dossier: DossierArgument, as_json: Json = False) -> None:
    """Where claims pull against each other, and what would help."""
    from bilan.cli.opening import opened_world

    with opened_world(dossier) as world:
        found = world.tensions()
    if as_json:
        say_json({"tensions": [t.as_json() for t in found]})
        return
    say(f"{counted(len(found), 'tension')}.")
    for tension in found:
        say("", f"{tension.rank}. {label(tension.kind, 'en')} [{tension.id}]", f"  {tension.sentence.en}")
        for way in tension.relaxations:
            say(f"  → {way.sentence.en}")
        if tension.why is not None:
            say(f"  {tension.why.en}")


# ------------------------------------------------------------------ alleged beside admitted


def gap(
    dossier: DossierArgument,
    start: From = None,
    end: To = None,
    policy: PolicyOption = "airwars",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """What is alleged beside what is admitted, one row an actor."""
    from bilan.accountability import gap as gap_of
    from bilan.cli.opening import opened_world

    period = read_window(start, end)
    with opened_world(dossier, as_of) as world:
        rule = world.shelf.get(policy)
        rows = gap_of(world, period, policy=policy)
    if as_json:
        say_json({"rows": [r.as_json() for r in rows], "codebook": rule.stamp(), "as_of": world.as_of.isoformat()})
        return
    say(f"As of {world.as_of}, policy {rule.name}.")
    if not rows:
        say("No claim of this period names an actor.")
        return
    say_table(
        ["actor", "kind", "alleged", "admitted", "gap", "no admission", "denials", "days silent"],
        [
            [
                r.labels["en"],
                r.kind,
                span_of(r.alleged.low, r.alleged.high),
                span_of(r.admitted.low, r.admitted.high),
                span_of(r.gap.low, r.gap.high),
                str(len(r.no_admission) or ""),
                str(len(r.denials) or ""),
                "" if r.silent_days is None else number(r.silent_days),
            ]
            for r in rows
        ],
        numbers=[2, 3, 4, 5, 6, 7],
    )


def _sentences(title: str, sentences: list[str]) -> None:
    if sentences:
        say("", title, *(f"  {s}" for s in sentences))
