"""Frames of nouns: "105 morts", "la mort de 260 civils", "le nombre de morts s'élève à 89", "there were martyrs"."""

from __future__ import annotations

from bilan.claims.reading.compounds import compound
from bilan.claims.reading.finder import Finder
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge

# What stands before victims that are said to exist, without a number
_EXISTS = (
    "there were", 'there were "', "there are", "there have been", "there had been", "leaving", "leaves", "left", "caused",
    "causing", "led to", "leading to", "resulted in", "resulting in", "reports of", 'reports of "', "mentioned",
    'mentioned "', "suffered", "inflicted", "incurred", "sources reported", 'reported "', "reporting", 'reporting "', 'reported that "', "images of", "images of the", "videos of the", "video of the",
    "photos of the", "pictures of the", "footage of the",
    "il y a", "il y a eu", "il y avait", "il y a des", "il y a encore des", "il y a eu des", "il y avait des", "a fait des",
    "ont fait des", "fait des", "faisant des", "fit des", "images des", "photos des", "vidéos des", "on dénombre des",
    "on dénombre également des", "on compte des", "on compte également des", "on déplore des", "causé des", "causant des",
    "provoqué des", "laissé des", "occasionné des", "signale des", "signalé des", "enregistré des", "état de",
)  # fmt: skip
_BEARING = frozenset(
    {
        "have",
        "has",
        "had",
        "received",
        "sustained",
        "suffered",
        "with",
        "avec",
        "présentant",
        "portant",
        "souffrant",
        "suffering",
        "bearing",
        "having",
    }
)
_ALSO = frozenset({"aussi", "également", "encore", "toutefois", "also", "reportedly", "allegedly", "apparently"})
_MENTIONS = frozenset(
    {"mentioned", "mentioning", "mention", "mentions", "about", "spoke", "speak", "of", "reporting", "cited"}
)
_AN = frozenset({"a", "an", "un", "une"})
_BEFALL = frozenset({"in", "after", "following", "as", "resulted", "occurred", "happened", "ensued", "resulting"})
_NOTED = frozenset({"reported", "recorded", "documented", "confirmed", "registered", "noted", "mentioned", "caused"})
# "a public execution": a deed, of which nobody says here whom it struck
_DEEDS = frozenset(
    {
        "execution",
        "exécution",
        "killing",
        "assassination",
        "arrest",
        "arrestation",
        "detention",
        "détention",
        "abduction",
    }
    | {"kidnapping", "murder", "meurtre", "assassinat", "enlèvement", "homicide"}
)
_LYING = (
    "gisa", "gisent", "éparpill", "jonch", "retrouv", "découv", "repêch", "charnier", "fosse", "morgue", "enterr", "inhum",
    "exhum", "décapit", "calcin", "carbonis", "mort", "tué", "cadavr", "échou", "rejet", "extrai", "dégag", "récupér",
    "retir", "déterr", "mutil", "décompos", "sans vie", "jeté", "flott", "rapatri", "massacr", "abandonn",
)  # fmt: skip
_TRIED = (
    "jug", "condamn", "accus", "inculp", "poursui", "arrêt", "écrou", "incarcér", "interpell", "emprisonn", "recherch",
    "examen", "détenu", "extrad", "procès", "mandat",
)  # fmt: skip
_MAY = frozenset({"may", "might", "could", "would", "should", "pourrait", "pourraient", "peut", "minimise", "minimize"})
_KNOWN = frozenset(
    {
        "information",
        "info",
        "detail",
        "details",
        "data",
        "figures",
        "word",
        "détail",
        "détails",
        "précision",
        "précisions",
    }
)
_UNSAID = (
    "no",
    "not",
    "without",
    "if",
    "whether",
    "avoid",
    "risk",
    "possible",
    "potential",
    "pas",
    "sans",
    "aucun",
    "si",
)


class HarmNouns(Finder):
    """People whose harm a noun says."""

    def victims(self) -> None:
        for c in self.found.counted:
            if c.head not in ("victim", "event") or c.harm is None:
                continue
            head = self.words[c.head_at]
            if c.kind == "plural" or (c.end < len(self.words) and self.words[c.end].low in ("'", "'s")):
                continue  # "the 7,000 victims' names"
            if self.pack.lang == "en" and any(w.low in ("wound", "wounds") for w in self.words[c.head_at : c.end]):
                continue  # "a child with a head wound"
            if self.pack.lang == "en" and compound(self.words, c.head_at, c.end):
                continue  # "a casualty toll", "30 arrest warrants"
            if c.harm is Harm.DISPLACED and (self.is_part(c) or self._names_things(c)):
                continue
            if c.quantity.low == 0 and any(w.low in _KNOWN for w in self.words[c.begin : c.head_at]):
                continue  # "no details about casualties": that nothing is known
            if (
                c.head == "victim"
                and head.value("victim")
                and not head.value("victim")[1]
                and c.quantity.low not in (0, 1)
            ):
                continue
            if c.head == "event" and head.low in ("perte", "loss") and c.quantity.low > 1:
                continue
            if c.quantity.hedge is Hedge.NONE and c.head == "event":
                continue
            if head.low == "corps" and c.begin and self.words[c.begin - 1].has("possessive"):
                continue  # "nos deux corps"
            if c.head == "event" and c.quantity.low != 1 and not head.low.endswith(("s", "x")):
                continue  # "six missions, quatre de neutralisation": kinds of deeds, not of people
            if self.hypothetical(c) or (c.kind == "one" and head.low in _DEEDS and self.words[c.first].low in _AN):
                continue
            if c.harm is Harm.INJURED and self._then_died(c):
                continue
            other = self.with_another_harm(c)
            vague = other is not None and c.kind == "vague" and c.quantity.hedge is Hedge.SOME
            harm = c.harm if other is None or vague else Harm.KILLED_OR_INJURED
            self.hit(c, harm, "counted victims", (c.head_at, c.end))
            if other is not None and vague:  # "a number of dead and wounded": so many of each
                at, second = other
                some = Counted(at, at + 1, at, at + 1, c.quantity, "plural", "victim", at, c.groups, second)
                self.hit(some, second, "counted victims", (at, at + 1), None, 0.8)
        for c in self.found.counted:
            if c.head == "person" and c.harm is not None and not self.pred_after(c):
                self.hit(c, c.harm, "people described by their harm", (c.first, c.end), None, 0.8)
        self.bare_victims()
        self.with_wounds()

    def _then_died(self, c: Counted) -> bool:
        """ "un blessé a succombé": told of as dead."""
        at = c.end
        while at < len(self.words) and self.words[at].has("adverb"):
            at += 1
        follower = self.preds.get(at)
        return follower is not None and follower.harm is Harm.KILLED and not follower.negated

    def with_wounds(self) -> None:
        """ "two men with severe injuries", "une femme présentant des brûlures"."""
        words = self.words
        for i, w in enumerate(words):
            value = w.value("victim") or w.value("events")
            harm = value[0] if isinstance(value, tuple) else value
            if harm is not Harm.INJURED or any(
                c.begin <= i < c.end and c.kind == "numeral" for c in self.found.counted
            ):
                continue
            at = next((k for k in range(i - 1, max(-1, i - 5), -1) if words[k].low in _BEARING), None)
            theirs = at is not None and any(words[k].has("possessive") for k in range(at, i))  # "received his injuries"
            c = self.ends.get(at) if at is not None and not theirs else None
            if c is not None and c.head == "person" and c.harm is None and c.kind != "plural":
                self.hit(c, Harm.INJURED, "people with wounds", (i, i + 1), None, 0.75)

    def with_another_harm(self, c: Counted) -> tuple[int, Harm] | None:
        """ "dozens of dead and wounded", "20 morts et blessés": one number for two harms; the second, and where it stands."""
        at = c.end
        if c.head not in ("victim", "event") or at + 1 >= len(self.words):
            return None
        if not (self.words[at].has("and") or self.words[at].low == "/"):
            return None
        at += max(1, self.words[at].width("and"))
        following = self.words[at].value("victim") if at < len(self.words) else None
        counted = self.at.get(at)
        if following is None or (counted is not None and counted.kind != "plural"):
            return None
        return (at, following[0]) if {c.harm, following[0]} == {Harm.KILLED, Harm.INJURED} else None

    def _names_things(self, c: Counted) -> bool:
        """ "five IDP camps": the people only say which camps."""
        after = self.words[c.end : c.end + 1]
        return self.pack.lang == "en" and any(w.has("thing") for w in after)

    def hypothetical(self, c: Counted) -> bool:
        if self.pack.lang == "fr":
            before = [w.low for w in self.words[max(0, c.begin - 9) : c.begin]]
            return any(w in ("devra", "devront", "pourra", "pourront", "risque", "risquent") for w in before)
        before = [w.low for w in self.words[max(0, c.begin - 3) : c.begin]]
        return any(w in ("would", "could") for w in before)

    def bare_victims(self) -> None:
        """ "there were martyrs and injuries", "credible reports of civilian casualties"."""
        words = self.words
        reviewed = any(w.has("unproven") or w.has("clears") or w.has("clears_after") for w in words)
        for i, w in enumerate(words):
            value = w.value("victim") if w.has("victim") and w.value("victim")[1] else None
            harm = value[0] if value else w.value("bare_harm")
            if harm is None or reviewed or any(c.begin <= i < c.end for c in self.found.counted):
                continue
            at = i
            while at > 0 and (words[at - 1].has("gadj") or words[at - 1].low in ("more", "further", "several", "plus")):
                at -= 1
            lead_in = words[max(0, at - 6) : at]
            before = " ".join(x.low for x in lead_in if x.low not in _ALSO)
            before = before if before.endswith(_EXISTS) else before.removesuffix(' "')
            told = self._said_alone(i, at)
            general = any(
                words[k].low == "harm" for k in range(i, min(len(words), i + 2))
            )  # "strikes leading to civilian harm"
            if (general or not (before.endswith(_EXISTS) or told)) and not (
                "credible reports" in before and before.endswith("of")
            ):
                joined = (
                    i > 1
                    and words[i - 1].has("and")
                    and any(h.counted.end == i - 1 and h.rule == "harm said to exist" for h in self.hits)
                ) or self._and_some(i)
                if not joined:
                    continue
            lead = words[max(0, i - 8) : i]
            end = i + max(w.width("victim"), w.width("bare_harm"))
            if end + 1 < len(words) and words[end].low in ("to", "of", "among") and self.starting(end + 1) is not None:
                continue  # "injuries to four clerks"
            if (i > 2 and words[i - 2].low == "reports" and words[i - 3].low.isdecimal()) or (
                "credible reports" not in before
                and any(x.low in _UNSAID or x.low.startswith("assess") or x.low in _MAY for x in lead)
            ):
                continue
            end = i + max(w.width("victim"), w.width("bare_harm"))
            text = " ".join(x.low for x in words[i:end])
            groups = (Group.CIVILIAN,) if "civ" in text else (Group.PERSON,)
            c = Counted(i, end, i, end, Quantity(2, None, Hedge.SOME), "plural", "victim", i, groups, harm)
            self.found.counted.append(c)
            self.hit(c, harm, "harm said to exist", (i, end), None, 0.7)

    def _and_some(self, i: int) -> bool:
        """ "13 morts et des blessés": beside victims who are counted."""
        words = self.words
        if i < 3 or words[i - 1].low != "des" or not words[i - 2].has("and"):
            return False
        return any(h.counted.end == i - 2 and h.counted.head == "victim" for h in self.hits)

    def _said_alone(self, i: int, at: int) -> bool:
        """ "reported civilian “injuries”", "Injuries in the shelling of …": harm as all that is said."""
        words = self.words
        opens = at == 0 or words[at - 1].low in ('"', ":")
        if at and words[at - 1].low == '"' and self.pack.lang == "en":
            lead = words[max(0, at - 5) : at - 1]
            closed = any(w.low == '"' for w in words[i + 1 : i + 5])
            if closed and any(w.has("say") or w.low in _MENTIONS for w in lead):
                return True
        rest = [w for w in words[i + 1 : i + 4] if w.low != '"']
        after = rest[0].low if rest else ""
        told = [w.low for w in rest[1:] if not w.has("adverb")]
        noted = len(rest) > 1 and rest[0].has_any(("be", "have")) and bool(_NOTED.intersection(told))
        headed = words[i].raw[:1].isupper() or (at > 0 and words[at - 1].low == ":")
        joined = len(rest) > 2 and rest[0].has("and") and rest[1].has("victim") and rest[2].low in _BEFALL
        return opens and headed and (after in _BEFALL or noted or joined)

    def events(self) -> None:
        for first, last, harm in self.found.events:
            only = self.words[last].low in ("que", "qu'") if last < len(self.words) else False
            to = self.words[last].low in ("to", "among") if last < len(self.words) else False
            j = self.step(last + only + to, forward=True, soft=3, over_of=True)
            c = self.starting(j) or self.ranks(j) or self.office(last, j)
            if c is not None and c.head == "thing":
                c = self.past_things(c)
            if c is None:
                continue
            if c.kind == "plural" and any(w.low in ("des", "the", "les") for w in self.words[last:j]):
                continue  # "l'exécution des soldats": those known already
            if only and c.quantity.hedge is Hedge.EXACTLY and any(w.low in ("ne", "n'") for w in self.words[:first]):
                c.quantity = Quantity.only(c.quantity.low)
            if any(self.words[k].has("intended") and not self._tried(k) for k in range(max(0, first - 3), first)):
                continue
            lost = self.words[first].low in ("disparition", "disparitions") and c.kind in ("numeral", "vague", "one")
            harm = Harm.MISSING if lost else harm
            if self.words[first].low == "corps" and c.kind == "plural" and not self._dead_bodies():
                continue  # "des photos de corps de femmes"
            if self.hit(c, harm, "harm noun with its people", (first, last)):
                self.list_on(c, harm, "harm noun with its people", (first, last), None)

    def _dead_bodies(self) -> bool:
        """Whether the sentence says that bodies are dead ones: found, lying, buried."""
        return any(w.has("deemed") or w.low.startswith(_LYING) for w in self.words)

    def _tried(self, k: int) -> bool:
        """ "jugés pour le meurtre de …": what they are tried for was done."""
        lead = self.words[max(0, k - 3) : k]
        return self.words[k].low == "pour" and any(w.low.startswith(_TRIED) for w in lead)

    def ranks(self, i: int) -> Counted | None:
        """ "la perte parmi les siens de 4 gardes": a short complement stands before the people."""
        if i < len(self.words) and self.words[i].low in ("dans", "in", "among", "parmi"):
            return next((self.at[k] for k in range(i + 1, min(len(self.words), i + 6)) if k in self.at), None)
        return None

    def office(self, last: int, j: int) -> Counted | None:
        """ "the assassination of the mayor of …": one person, known by an office."""
        if self.pack.lang == "fr" and j == last + 1 < len(self.words) and self.words[last].low in ("de", "d'"):
            noun = self.words[j].value("person")  # "des assassinats de civils"
            there = self.words[j + 1 : j + 2] and self.words[j + 1].low in ("dans", "à", "en", "par", "au", "sur")
            general = any(w.low == "les" for w in self.words[max(0, last - 2) : last]) and not there
            if isinstance(noun, Noun) and noun.plural and self.words[j].raw.islower() and not general:
                end, some = j + self.words[j].width("person"), Quantity(2, None, Hedge.SOME)
                return Counted(j, end, j, end, some, "plural", "person", j, noun.groups)
            return None
        if self.pack.lang == "en" and j == last + 1 < len(self.words) and self.words[last].has("of"):
            return self._nameless(last, j)
        if self.pack.lang != "en" or j - last != 2 or not self.words[last].has("of"):
            return None
        owned = self.words[j - 1].has("possessive")  # "the displacement of its residents"
        if not owned and self.words[j - 1].low != "the":
            return None
        for k in range(j, min(len(self.words), j + 3)):
            noun = self.words[k].value("person")
            if owned and isinstance(noun, Noun) and noun.plural:
                some = Quantity(2, None, Hedge.SOME)
                return Counted(j - 1, k + 1, j - 1, k + 1, some, "one", "person", k, noun.groups)
            if owned and isinstance(noun, Noun):
                return None
            if isinstance(noun, Noun):
                own = set(noun.groups) & {Group.CHILD, Group.WOMAN, Group.MAN, Group.FAMILY}
                if noun.plural or own or self.words[k].width("person") > 1:
                    return None
                return Counted(j - 1, k + 1, j - 1, k + 1, Quantity.exactly(1), "one", "person", k, noun.groups)
            if not self.words[k].low.isalpha() or self.words[k].has("preposition") or k in self.cover:
                return None
        return None

    def _nameless(self, last: int, j: int) -> Counted | None:
        """ "Body of unidentified man found near Tarn": one person without an article, at the head of a headline."""
        opens = last < 3 or self.words[last - 2].low in ("|", ":", "–")
        if not opens or (not self.words[last - 1].raw[:1].isupper() and self.words[last - 1].has("events")):
            return None
        for k in range(j, min(len(self.words), j + 4)):
            w = self.words[k]
            noun = w.value("person")
            if isinstance(noun, Noun):
                if noun.plural:
                    return None
                end = k + w.width("person")
                return Counted(j, end, j, end, Quantity.exactly(1), "one", "person", k, noun.groups)
            if not w.low.isalpha() or (w.tags and not w.has_any(("adverb", "gadj"))) or k in self.cover:
                return None
        return None

    def totals(self) -> None:
        """ "le nombre de morts s'élève à 89", "chiffre à plus de 700 le nombre de tués"."""
        words = self.words
        for i, w in enumerate(words):
            if not w.has("totals"):
                continue
            start = i + w.width("totals")
            harm = self.harm_near(start, min(len(words), start + 6))
            if harm is None:
                continue
            self._risen(start, harm, i)
            following = next((k for k in range(start, len(words)) if words[k].has("totals")), len(words))
            for j in range(max(0, i - 12), min(following, start + 30)):
                if words[j].has("reaches") and words[j].width("reaches") >= (2 if self.pack.lang == "fr" else 1):
                    k = self.step(j + words[j].width("reaches"), forward=True, soft=1)
                    if self.pack.lang == "en" and words[j].low in ("to", "at", "of", "is", "was") and j < start:
                        continue
                    c = self.starting(k)
                    if c is not None and c.head == "unknown" and not c.quantity.low:
                        continue  # "there is no evidence"
                    if c is not None and c.head in ("none", "unknown", "person") and c.kind in ("numeral", "vague"):
                        c.head = "none" if c.head == "unknown" else c.head
                        if words[j].has("beyond") and c.quantity.hedge is Hedge.EXACTLY:
                            c.quantity = Quantity.more_than(c.quantity.low)
                        if c.quantity.low == c.quantity.high and any(
                            w.has("conditional") and w.has("modal") for w in words[max(0, j - 4) : j]
                        ):
                            c.quantity = Quantity.up_to(c.quantity.low)  # "pourrait s'élever à 135"
                        made = self.hit(c, harm[0], "a total", (i, start), None, 0.85)
                        if made is not None and harm[1]:
                            made.counted.groups = tuple(harm[1])

    def _risen(self, start: int, harm: tuple[Harm, list[Group]], i: int) -> None:
        """ "Le nombre de tués est passé de 12 à 19": two totals, the earlier and the later."""
        words = self.words
        for j in range(start, min(len(words), start + 12)):
            if words[j].width("from_to") < 2:
                continue
            first = self.starting(self.step(j + words[j].width("from_to"), forward=True, soft=1))
            to = first.last if first is not None and first.kind == "numeral" else len(words)
            second = self.starting(to + 1) if to + 1 < len(words) and words[to].low in ("à", "to") else None
            for c in (first, second):
                if c is not None and second is not None and c.head in ("none", "unknown", "person"):
                    c.head = "none" if c.head == "unknown" else c.head
                    made = self.hit(c, harm[0], "a total", (i, start), None, 0.8)
                    if made is not None and harm[1]:
                        made.counted.groups = tuple(harm[1])
            return

    def harm_near(self, first: int, last: int) -> tuple[Harm, list[Group]] | None:
        groups: list[Group] = []
        harm: Harm | None = None
        for k in range(first, last):
            w = self.words[k]
            if w.has("person"):
                groups += [g for g in w.value("person").groups if g is not Group.PERSON]
            elif w.has("gadj"):
                groups.append(w.value("gadj"))
            if harm is None:
                for tag in ("victim", "events", "vpart"):
                    if w.has(tag):
                        value = w.value(tag)
                        harm = value[0] if isinstance(value, tuple) else value
                        break
            if w.low in ",.;":
                break
        return (harm, list(dict.fromkeys(groups))) if harm is not None else None
