"""What goes wrong between us and an endpoint."""

from __future__ import annotations

from bilan.model.errors import BilanError


class NoAnswer(BilanError):
    """The endpoint gave no answer.

    again  asking again may help (it was slow, busy or broken)
    final  no other text would fare better: the run ends here
    """

    def __init__(self, what: str, *, why: str = "", advice: str = "", again: bool = False, final: bool = False) -> None:
        super().__init__(what, why=why, advice=advice)
        self.again = again
        self.final = final
