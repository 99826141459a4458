"""How a web process collects its garbage."""

import gc

#: A page of fifty rows makes some ten thousand objects: the default of 700 walks the heap several times for it.
YOUNG = 20_000


def settle() -> None:
    """Set apart what lives as long as the process, and collect in larger steps. Called once all code is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
