"""The other side of a reading process: one request a line, one reading a line."""

from __future__ import annotations

import json
import sys

from bilan.claims.readings import read_one
from bilan.evidence import ModelAnswer


def main() -> None:
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answers = [ModelAnswer(**a) for a in request["answers"]]
        answer = read_one(request["text"], request["published"], request["mapping"], answers)
        sys.stdout.buffer.write(json.dumps({"reading": answer}).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
