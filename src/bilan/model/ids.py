"""Names for things that have an identity. A `ClaimId` is not just any string."""

from typing import NewType

ExhibitId = NewType("ExhibitId", str)  # sha256, hex, of the bytes as received
TextId = NewType("TextId", str)  # sha256, hex, of a working copy's UTF-8 text
ClaimId = NewType("ClaimId", str)  # see `bilan.model.claim.claim_id`
ActorId = NewType("ActorId", str)  # a stable word, such as "united-states"
PlaceId = NewType("PlaceId", str)  # a stable word, such as "iq/nineveh/mosul"
VoiceId = NewType("VoiceId", str)
IncidentId = NewType("IncidentId", str)
TensionId = NewType("TensionId", str)
