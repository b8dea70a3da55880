"""One page while it is being written, in one language: what a template may ask for."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from markupsafe import Markup, escape

from bilan.incidents import SameIncident
from bilan.lineage import Voice
from bilan.model.claim import FiledClaim, Mention
from bilan.model.exhibit import Exhibit
from bilan.model.ids import ActorId, ClaimId, ExhibitId, PlaceId
from bilan.model.period import Period
from bilan.model.sentence import Sentence
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge, View, definition, label
from bilan.reconcile.policy import Policy
from bilan.release.book import Book, is_table
from bilan.release.escape import foreign, plain
from bilan.release.figures import Figure, Title
from bilan.release.grid import Grid, grid
from bilan.release.heard import Heard, heard
from bilan.release.isolate import direction, isolated
from bilan.release.marks import Piece, around, fits, pieces
from bilan.release.naming import Names, actor_id
from bilan.release.page import relative
from bilan.release.stated import spoken, stated
from bilan.release.words import Words, capitalised

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SHORT = re.compile(r"[\d .,:/–-]{1,24}")
_QUOTING = frozenset({"possible"})  # sentences that quote their claim word for word
MOST_RESERVES = 3  # printed for one figure outside its own page, where all of them stand
MOST_NOTES = 40  # on one page; further figures lead to their own page for theirs
ROOM_FOR_CARDS = 56_000  # bytes
LONGEST_TABLE = 200_000  # characters; a claim of a longer table is shown with the text around it
_UNSIGNED = re.compile(r"document ([0-9a-f]{8,64})")


@dataclass
class Sheet:
    """`path` is the page's own, below its language's folder. Notes gather as figures are written."""

    book: Book
    lang: str
    path: str
    languages: tuple[str, ...]
    notes: list[tuple[Sentence, Markup]] = field(default_factory=list)

    @cached_property
    def words(self) -> Words:
        return Words(self.lang)

    @cached_property
    def names(self) -> Names:
        return Names(self.lang)

    @property
    def direction(self) -> str:
        return self.words.direction

    def say(self, key: str, **values: object) -> Markup:
        return self.words.say(key, **values)

    def cap(self, text: str) -> str:
        """For a title, a card or the first cell of a row."""
        return capitalised(text, self.lang)

    def label(self, term: StrEnum) -> str:
        return self.words.typeset(label(term, self.lang))

    def definition(self, term: StrEnum) -> str:
        return self.words.typeset(definition(term, self.lang))

    def date(self, day: date) -> str:
        return self.words.date(day)

    def period(self, period: Period | None) -> str:
        return self.words.period(period)

    # ------------------------------------------------------------ links

    def to(self, path: str, lang: str | None = None) -> str:
        return relative(f"{self.lang}/{self.path}", f"{lang or self.lang}/{path}")

    def root(self, path: str) -> str:
        return relative(f"{self.lang}/{self.path}", path)

    # ------------------------------------------------------------ numbers

    def amount(self, low: int, high: int | None) -> Markup:
        """A range in words, never barer than what is known: between 377 and 457, at least 5,801, none."""
        number = self._number
        if high is None:
            return self.say("range.open") if low == 0 else self.say("range.at_least", low=number(low))
        if low == high:
            return self.say("range.nobody") if low == 0 else number(low)
        if low == 0:
            return self.say("range.up_to", high=number(high))
        return self.say("range.between", low=number(low), high=number(high))

    def harmed(self, figure: Figure, harm: Harm = Harm.KILLED) -> Markup:
        """What stands under a figure: people killed, in the form that its number asks for."""
        if figure.high == 0:
            return self.say(f"how.nobody.{harm}")
        if figure.high is None and figure.low == 0:
            return self.say(f"how.no_number.{harm}")
        return self.say(f"how.people.{harm}", n=figure.low if figure.high is None else figure.high)

    def quantity(self, claim: FiledClaim) -> Markup:
        """A claim's count with its hedge: at least 105, about 100, only 200."""
        q = claim.record.quantity
        if q.hedge is Hedge.NONE:
            return self.say("hedge.none")
        if q.hedge in (Hedge.RANGE, Hedge.EXACTLY, Hedge.LISTED):
            return self.amount(q.low, q.high)
        return self.say(f"hedge.{q.hedge}", n=self._number(stated(q)))

    def toll(self, claim: FiledClaim) -> str:
        """What happened to those counted, in the form that their number and the women among them ask for."""
        q = claim.record.quantity
        n = spoken(q)
        women = n > 0 and set(claim.record.groups) == {Group.WOMAN}
        harm = claim.record.harm
        return str(self.say(f"toll_women.{harm}", n=n) if women else self.say(f"toll.{harm}", n=n))

    def groups_of(self, claim: FiledClaim) -> str:
        """Who they were; of one person, in the singular."""
        if stated(claim.record.quantity) != 1:
            return self.groups(claim.record.groups)
        return str(self.say("list.comma")).join(self.say(f"alone.{g}") for g in claim.record.groups)

    def _number(self, n: int) -> Markup:
        return Markup('<b class="n">{}</b>').format(self.words.number(n))

    def note(self, sentence: Sentence) -> int:
        """The number of a reserve's note on this page."""
        for number, (known, _) in enumerate(self.notes, 1):
            if known == sentence:
                return number
        self.notes.append((sentence, self.sentence(sentence)))
        return len(self.notes)

    def reserves_shown(self, figure: Figure) -> tuple[Sentence, ...]:
        known = [sentence for sentence, _ in self.notes]
        free = max(0, MOST_NOTES - len(known))
        shown = figure.reserves[:MOST_RESERVES]
        return shown if free >= len(shown) else tuple(r for r in shown if r in known)

    def reserves_left(self, figure: Figure) -> int:
        return len(figure.reserves) - len(self.reserves_shown(figure))

    def sentence(self, sentence: Sentence) -> Markup:
        """A sentence of the machine's, as the reader's language writes it; quoted words stay as they are."""
        citing = f"{self.say('list.comma')}{self.say('claim.citing', names='')}"
        text = capitalised(plain(sentence.text(self.lang)).replace(" ← ", citing), self.lang)
        told = self.book.claims.get(ClaimId(sentence.claims[0])) if sentence.claims else None
        quoted_in = self.language_of(told.exhibit) if told and sentence.key in _QUOTING else None
        return isolated(text, self.lang, self._ours, quoted_in)

    def _ours(self, words: str) -> str:
        """Our own words with the digits and the spaces of the reader's language."""
        if self.lang == "ar":
            words = _THOUSANDS.sub("٬", words)
        return self.words.digits(self.words.typeset(words))

    # ------------------------------------------------------------ figures

    def figure_name(self, figure: Figure | Title) -> Markup:
        """What a figure is, in one line: Admitted by the US-led Coalition, as of 31 May 2017."""
        who = self.actor(figure.actor) if figure.actor else self.say("figure.everyone")
        key = "unattributed" if figure.row == "unattributed" else "all" if figure.actor is None else "actor"
        name = self.say(f"figure.{figure.measure}.{key}", actor=Markup("<bdi>{}</bdi>").format(who))
        return self.say("figure.as_of", name=name, day=self.date(figure.until)) if figure.until else name

    def measure(self, figure: Figure) -> str:
        return str(self.say("measure.gap")) if figure.measure == "gap" else self.label(View(figure.measure))

    def voices_of(self, figure: Figure) -> list[Voice]:
        """The voices heard in a figure, those with most of its claims first."""

        def find() -> list[Voice]:
            of, speakers = self.book.world.lineage.voice_of, self.book.speakers
            heard = Counter(v for c in figure.claims if (v := of.get(c)) is not None)
            return [speakers[v] for v, _ in heard.most_common() if v in speakers]

        found: list[Voice] = self.book.once(self.book.corners, ("voices of", figure.id), find)
        return found

    def exhibits_of(self, figure: Figure) -> list[ExhibitId]:
        """The documents that a figure rests on."""
        found: list[ExhibitId] = self.book.once(
            self.book.corners,
            ("exhibits of", figure.id),
            lambda: list(dict.fromkeys(c.exhibit for c in self.claims(figure.claims))),
        )
        return found

    def parts(self, figure: Figure) -> list[Figure]:
        return [self.book.figures[id] for id in figure.parts]

    def policy(self, rule: Policy) -> Markup:
        """What a policy does: in the catalogue's words; a dossier's own in its own."""
        key = f"policy.{rule.id}"
        if rule.adopted is None and self.words.has(key):
            return self.say(key)
        return Markup("<bdi>{}</bdi>").format(
            self.words.typeset(next(says for lang, says in rule.says.items() if lang == self.lang))
        )

    def policy_name(self, rule: Policy) -> Markup:
        """A policy with its version; a dossier's own with who adopted it, when, and the beginning of its hash."""
        named = {"name": rule.id, "version": rule.version}
        if rule.adopted is None:
            return self.say("figure.policy_version", **named)
        return self.say(
            "figure.policy_own",
            **named,
            by=rule.adopted.by,
            day=self.words.date(date.fromisoformat(rule.adopted.time[:10])),
            hash=rule.hash[:12],
        )

    def shared(self, feature: str) -> Markup:
        """What two claims have in common, where the catalogue knows the words for it."""
        key = f"shared.{feature.replace(' ', '_')}"
        return self.say(key) if self.words.has(key) else Markup('<bdi lang="en">{}</bdi>').format(feature)

    def shared_by(self, pair: SameIncident) -> Markup:
        return self.say("list.comma").join(self.shared(feature) for feature, _ in pair.why)

    # ------------------------------------------------------------ actors, speakers, places

    def actor(self, id: ActorId) -> str:
        return self.names.actor(id)

    def mention(self, mention: Mention) -> Markup:
        """A name, leading to the actor's page where there is one."""
        name = self.names.mentioned(mention.name)
        id = actor_id(mention.name)
        if id is None or id not in self.book.actors:
            return Markup("<bdi>{}</bdi>").format(name)
        return Markup('<a href="{}"><bdi>{}</bdi></a>').format(self.to(self.book.actor_path(id)), name)

    def speaker(self, claim: FiledClaim) -> Markup:
        """Who says it: the speaker, else the publisher, else the document itself."""
        if claim.record.speaker:
            return Markup("<bdi>{}</bdi>").format(self.names.mentioned(claim.record.speaker.name))
        if claim.outlet:
            return Markup('<bdi dir="auto">{}</bdi>').format(self.names.mentioned(claim.outlet))
        return self.say("claim.the_document")

    def origin(self, name: str) -> Markup:
        """A voice's name; a document that nobody signed goes by its title."""
        unsigned = _UNSIGNED.fullmatch(name)
        found = next((e for e in self.book.exhibits if e.startswith(unsigned[1])), None) if unsigned else None
        return self.title(found) if found else Markup('<bdi dir="auto">{}</bdi>').format(self.names.mentioned(name))

    def heard(self, claims: Sequence[ClaimId]) -> list[Heard]:
        return heard(self.book, self.claims(claims))

    def join_actors(self, ids: Sequence[ActorId]) -> Markup:
        return self.say("list.comma").join(Markup("<bdi>{}</bdi>").format(self.actor(id)) for id in ids)

    def named_by(self, claim: FiledClaim) -> Markup:
        """Whom a claim blames."""
        return self.join_names([m.name for m in claim.record.by])

    def join_names(self, names: Iterable[str]) -> Markup:
        return self.say("list.comma").join(self.origin(n) for n in names if n)

    def drifted(self, id: ClaimId, field: str, said: str) -> Markup:
        """What a claim said of one field, in the reader's language where we know the words; else as lineage puts it."""
        claim = self.book.claims.get(id)
        if claim is None:
            return Markup('<bdi lang="en">{}</bdi>').format(said)
        record = claim.record
        known = {
            "place": lambda: self.place(claim),
            "period": lambda: escape(self.period(record.period)),
            "number": lambda: self.quantity(claim),
            "hedge": lambda: self.quantity(claim),
            "group": lambda: escape(self.groups(record.groups)),
            "by": lambda: self.named_by(claim),
        }
        return known[field]() if field in known else Markup('<bdi lang="en">{}</bdi>').format(said)

    def cited(self, claim: FiledClaim) -> Markup:
        names = [Markup("<bdi>{}</bdi>").format(self.names.mentioned(m.name)) for m in claim.record.cites]
        return self.say("list.comma").join(names)

    def place(self, claim: FiledClaim) -> Markup:
        """Most specific first, each under the reader's name for it."""
        names = [m.name for m in claim.record.place]
        shown = [
            Markup("<bdi>{}</bdi>").format(self.names.place(n, names[i + 1] if i + 1 < len(names) else None))
            for i, n in enumerate(names)
        ]
        return self.say("list.comma").join(shown)

    def join_places(self, ids: Sequence[PlaceId]) -> Markup:
        names = [Markup('<bdi dir="auto">{}</bdi>').format(self.names.place_of(id)) for id in ids]
        return self.say("list.comma").join(names)

    def groups(self, groups: Sequence[Group]) -> str:
        return str(self.say("list.comma")).join(self.label(g) for g in groups)

    # ------------------------------------------------------------ documents and their sentences

    def title(self, exhibit: ExhibitId) -> Markup:
        """A document's title, isolated in its own direction; its file name where it has none."""
        found = self.book.exhibits.get(exhibit)
        if found is None:
            return self.say("exhibit.unnamed")
        name = plain(found.title or found.name)
        return Markup('<bdi dir="auto"{}>{}</bdi>').format(self.lang_of(exhibit), name)

    def title_text(self, exhibit: ExhibitId) -> str:
        found = self.book.exhibits.get(exhibit)
        return plain(found.title or found.name) if found else str(self.say("exhibit.unnamed"))

    def language_of(self, exhibit: ExhibitId) -> str | None:
        found = self.book.exhibits.get(exhibit)
        claims = self.book.claims_of.get(exhibit, ())
        lang = (found.lang if found else None) or (claims[0].lang if claims else None)
        return lang if lang and lang.replace("-", "").isalnum() and lang.isascii() and len(lang) <= 12 else None

    def lang_of(self, exhibit: ExhibitId) -> Markup:
        lang = self.language_of(exhibit)
        return Markup(' lang="{}"').format(lang) if lang else Markup("")

    def dir_of(self, exhibit: ExhibitId) -> str:
        return direction(self.language_of(exhibit))

    def foreign(self, text: str) -> Markup:
        return foreign(text)

    def their_words(self, words: str, exhibit: ExhibitId) -> Markup:
        """A few words of a document, in its language and direction."""
        return Markup('<bdi{} dir="{}">{}</bdi>').format(self.lang_of(exhibit), self.dir_of(exhibit), foreign(words))

    def context(self, claim: FiledClaim) -> list[Piece]:
        """A claim's sentence with what stands around it, only its own words marked."""
        text = self.book.read(claim.exhibit)
        if not fits(claim, text):
            return []
        return pieces(text, [claim], around(text, claim.record.quote))

    def sentence_pieces(self, claim: FiledClaim) -> list[Piece]:
        """The claim's sentence alone."""
        text = self.book.read(claim.exhibit)
        if not fits(claim, text):
            return []
        quote, count = claim.record.quote, claim.record.count_span
        return pieces(text, [claim], Span(min(quote.start, count.start), max(quote.end, count.end)))

    def grid(self, exhibit: Exhibit, window: Sequence[Span]) -> Grid | None:
        """A table as a table; None for anything else."""
        if not is_table(exhibit):
            return None
        return grid(self.book.read(exhibit.id), self.book.claims_of.get(exhibit.id, ()), window)

    def is_short(self, cell: Sequence[Piece]) -> bool:
        """A date or a number, which must not be broken in two."""
        return bool(_SHORT.fullmatch("".join(p.text for p in cell)))

    def side(self, claim: FiledClaim) -> list[Piece]:
        """A claim's sentence with the sentences around it, for a page that sets several side by side."""
        text = self.book.read(claim.exhibit)
        if not fits(claim, text):
            return []
        return pieces(text, [claim], around(text, claim.record.quote, 240))

    def cells(self, claim: FiledClaim) -> list[tuple[str, tuple[Piece, ...]]]:
        """A claim of a table as its row: the name of each filled column and what stands there."""
        exhibit = self.book.exhibits.get(claim.exhibit)
        text = self.book.read(claim.exhibit)
        if exhibit is None or not is_table(exhibit) or len(text) > LONGEST_TABLE:
            return []
        start = text.rfind("\n", 0, claim.record.quote.start) + 1
        found = grid(text, [claim], [Span(start, claim.record.count_span.end)])
        rows = [line for line in found.lines if any(p.counts for c in line.cells for p in c)] if found else []
        return [(h, c) for h, c in zip(found.head, rows[0].cells, strict=False) if c] if found and rows else []

    def text_pieces(self, exhibit: ExhibitId, window: Span) -> list[Piece]:
        return pieces(self.book.read(exhibit), self.book.claims_of.get(exhibit, ()), window)

    # ------------------------------------------------------------ claims

    def cards(self, ids: Iterable[ClaimId], write: Callable[[FiledClaim], Markup]) -> list[Markup]:
        """The claims' cards, as many as the page has room for; at least one."""
        found: list[Markup] = []
        room = ROOM_FOR_CARDS
        for claim in self._each(ids):
            card = self.once(claim, write)
            room -= len(card.encode())
            if room < 0 and found:
                break
            found.append(card)
        return found

    def _each(self, ids: Iterable[ClaimId]) -> Iterator[FiledClaim]:
        """Claims one by one, so that a page reads only those that it shows."""
        known = self.book.claims
        return (claim for id in ids if (claim := known.get(id)) is not None)

    def once(self, claim: FiledClaim, write: Callable[[FiledClaim], Markup]) -> Markup:
        """A claim's card, written once for all pages of a folder: it says the same on each of them."""
        key = (self.lang, posixpath.dirname(self.path), claim.id)
        return self.book.once(self.book.written, key, lambda: write(claim))

    def claims(self, ids: Iterable[ClaimId]) -> list[FiledClaim]:
        known = self.book.claims
        return [claim for id in ids if (claim := known.get(id)) is not None]
