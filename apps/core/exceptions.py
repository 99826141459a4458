"""The few errors a service may raise: a code for programs, a Chinese sentence for people."""

from collections.abc import Mapping


class PortalError(Exception):
    """A refusal that a person must read. ``status`` is the HTTP status a page answers with."""

    code = "refused"
    status = 400

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class Refused(PortalError):
    """The rule says no to this person or at this time."""

    code = "refused"
    status = 403


class OutOfTurn(PortalError):
    """The object is not in a state from which this verb may start; somebody may have been faster."""

    code = "out_of_turn"
    status = 409


class OutOfPhase(Refused):
    """The campaign's phase for this verb is not running."""

    code = "out_of_phase"


class StaleVersion(PortalError):
    """Somebody else saved this record since it was read."""

    code = "stale_version"
    status = 409


class Invalid(PortalError):
    """Input that no form caught; the sentence says what and where.

    ``fields``: where the service knows it, the words for each field by its name, so that a page shows them there.
    """

    code = "invalid"
    status = 400

    def __init__(self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = dict(fields or {})


class QuotaFull(PortalError):
    """The last place of a quota is taken."""

    code = "quota_full"
    status = 409
