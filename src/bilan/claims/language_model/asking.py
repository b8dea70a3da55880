"""Asking: one piece of text, one answer, within what a run may take and cost."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from bilan.claims.language_model.endpoint import Endpoint
from bilan.claims.language_model.errors import NoAnswer
from bilan.claims.language_model.prompt import messages, response_format
from bilan.claims.language_model.wire import Reply, post
from bilan.model.errors import WrongUse
from bilan.model.period import Period

_FORMS = ("json_schema", "json_object", "none")
_LONGEST_WAIT = 60.0
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take.

    seconds        for one request, from the connection to the last byte
    attempts       how often one piece is asked about while the endpoint is busy, slow or broken
    answer_bytes   the longest reply that is read
    answer_tokens  what the model may write about one piece
    tokens, cost   for the whole run; cost in the endpoint's own unit, where it states one
    """

    seconds: float = 120.0
    attempts: int = 3
    answer_bytes: int = 1_000_000
    answer_tokens: int = 4_000
    tokens: int = 1_000_000
    cost: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= 3600:
            raise WrongUse("one answer may take up to an hour", advice="give the seconds: --timeout 120")
        if self.cost is not None and not 0 <= self.cost < _MOST:
            raise WrongUse("this is no cost that a run could keep to", advice="give a number: --max-cost 2.5")


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply as it came, and what it took. Whether it is worth anything is found out elsewhere.

    form    how the answer's form was asked for: json_schema, json_object or none
    tokens  as the endpoint counts them: prompt and completion; empty: it does not say
    cost    likewise; None: it does not say
    """

    raw: str
    form: str
    tokens: Mapping[str, int]
    cost: float | None


class Asker:
    """Asks one endpoint, and keeps count. Waiting, chance and what is said on the way come in by the front door."""

    def __init__(
        self,
        endpoint: Endpoint,
        limits: Limits | None = None,
        *,
        pause: Callable[[float], None] = time.sleep,
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
        notice: Callable[[str], None] = lambda words: None,
    ) -> None:
        self.endpoint = endpoint
        self.limits = limits or Limits()
        self.tokens = 0
        self.cost: float | None = None
        self._pause, self._nonce, self._notice = pause, nonce, notice
        self._form = _FORMS[0]

    def ask(self, piece: str, published: Period | None) -> Answered:
        """The answer about one piece of text; `NoAnswer` when there is none."""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return self._ask(piece, published)
            except _Busy as busy:
                if attempt == self.limits.attempts or busy.wait > _LONGEST_WAIT:
                    raise
                self._pause(max(busy.wait, 2.0 ** (attempt - 1)))
            except NoAnswer as error:
                if not error.again or attempt == self.limits.attempts:
                    raise
                self._pause(2.0 ** (attempt - 1))
        raise AssertionError("the last attempt answers or raises")

    def _ask(self, piece: str, published: Period | None) -> Answered:
        """One request, or several where the server knows fewer forms of answer than the best."""
        refused = ""
        for form in _FORMS[_FORMS.index(self._form) :]:
            request = self._request(piece, published, form)
            reply = self._send(request)
            if reply.status == 200:
                if form != self._form:
                    self._notice(
                        f"{self.endpoint.where} refuses {self._form}"
                        f"{f' ({refused})' if refused else ''}; asked with {form} instead, and checked all the same."
                    )
                    self._form = form
                return self._answered(reply, form, request)
            refused = refused or self._words_of(reply)
            if reply.status not in (400, 415, 422, 501):
                raise self._refusal(reply)
        raise NoAnswer(
            f"{self.endpoint.where} refuses the request: {refused or 'it does not say why'}",
            advice="look whether it knows this model, and texts of this length",
        )

    def _request(self, piece: str, published: Period | None, form: str) -> bytes:
        request = {
            "model": self.endpoint.model,
            "messages": messages(piece, published, self._nonce),
            "temperature": 0,
            "max_tokens": self.limits.answer_tokens,
            "stream": False,
            **response_format(form),
        }
        return json.dumps(request, ensure_ascii=True).encode("ascii")

    def _send(self, request: bytes) -> Reply:
        """One exchange, if what is left of the run's allowance permits it. A request without a reply is paid for too."""
        worth = len(request) // 4
        if self.tokens + worth > self.limits.tokens:
            raise _spent(f"{self.limits.tokens} tokens", "--max-tokens")
        if self.limits.cost is not None and (self.cost or 0.0) >= self.limits.cost:
            raise _spent(f"a cost of {self.limits.cost:g}", "--max-cost")
        self.tokens += worth
        reply = post(self.endpoint, request, seconds=self.limits.seconds, most_bytes=self.limits.answer_bytes)
        if reply.status != 200:
            self.tokens -= worth
        return reply

    def _answered(self, reply: Reply, form: str, request: bytes) -> Answered:
        try:
            raw = reply.body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NoAnswer(
                f"{self.endpoint.where} answers with bytes that are no text",
                advice="look at what the endpoint does",
                again=True,
            ) from error
        if self.endpoint.key and self.endpoint.key in raw:
            raise NoAnswer(
                f"{self.endpoint.where} repeats the key in its answer",
                why="nothing of it was kept",
                advice="change the key, and ask another endpoint",
                final=True,
            )
        tokens, cost = _usage(raw)
        self.tokens += (sum(tokens.values()) or (len(request) + len(reply.body)) // 4) - len(request) // 4
        if cost is not None:
            self.cost = (self.cost or 0.0) + cost
        return Answered(raw, form, tokens, cost)

    def _refusal(self, reply: Reply) -> NoAnswer:
        where, status, said = self.endpoint.where, reply.status, self._words_of(reply)
        words = f": {said}" if said else ""
        if status in (401, 402, 403):
            return NoAnswer(
                f"{where} refuses the key ({status}){words}",
                advice="put a valid key into BILAN_MODEL_KEY, or use --key-file",
                final=True,
            )
        if status == 404:
            return NoAnswer(
                f"{where} knows no {self.endpoint.path}, or no model {self.endpoint.model} (404){words}",
                advice="correct --endpoint (it often ends in /v1) or --model",
                final=True,
            )
        if status in (408, 409, 425, 429) or status >= 500:
            return _Busy(f"{where} is busy or broken ({status}){words}", reply.wait or 0.0)
        if 300 <= status < 400:
            return NoAnswer(
                f"{where} sends us to another address ({status})",
                why="it is not followed, since the text would go there",
                advice="name that address with --endpoint if you trust it",
                final=True,
            )
        return NoAnswer(f"{where} answers {status}{words}", advice="look at what the endpoint does")

    def _words_of(self, reply: Reply) -> str:
        """What the server says about an error: short, on one line, without the key."""
        text = reply.body[:4_000].decode("utf-8", "replace")
        try:
            error = json.loads(text)["error"]
            text = str(error["message"] if isinstance(error, dict) else error)
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return (text.replace(self.endpoint.key, "…") if self.endpoint.key else text)[:200]


class _Busy(NoAnswer):
    """Worth asking again, after `wait` seconds."""

    def __init__(self, what: str, wait: float) -> None:
        super().__init__(what, advice="run the same command again later: what was answered is kept", again=True)
        self.wait = wait


def _spent(what: str, option: str) -> NoAnswer:
    return NoAnswer(
        f"this run may take {what}, and that is reached",
        why="the other texts were not asked about",
        advice=f"run the same command again, or allow more with {option}: what was answered is kept",
        final=True,
    )


def _usage(raw: str) -> tuple[dict[str, int], float | None]:
    """Tokens and cost, as far as the reply states believable ones."""
    try:
        usage: Any = json.loads(raw)["usage"]
        found = {name: usage.get(f"{name}_tokens") for name in ("prompt", "completion")}
        cost = usage.get("cost")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, None
    tokens = {name: n for name, n in found.items() if type(n) is int and 0 <= n < _MOST}
    believable = isinstance(cost, int | float) and not isinstance(cost, bool) and isfinite(cost) and 0 <= cost < _MOST
    return tokens, float(cost) if believable else None
