"""Who waits for whom when the tree changes: acts on the tree for each other, new rows for the act on their place."""

from apps.core.exceptions import OutOfTurn

from ..models import Organization


def one_at_a_time() -> None:
    """Lock the root until the transaction ends: one act on the tree at a time."""
    list(Organization.objects.select_for_update().filter(depth=1).values_list("pk"))


def held_in_place(organization: Organization) -> Organization:
    """The organization as it is now, which nobody moves, merges or closes until the transaction ends.

    For services that write a row with its path: a move that runs is waited for, a later one takes the row along.

    Raises:
        OutOfTurn: it was closed or merged meanwhile.
    """
    fresh = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if fresh.closed_on:
        raise OutOfTurn(f"{fresh.short_name}已于{fresh.closed_on:%Y-%m-%d}撤销，请刷新后查看。")
    return fresh
