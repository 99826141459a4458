"""A process that outlives its parent by a moment: stops the cluster even when the parent was killed by force.

Run as `python -m campaign_portal.embedded.guard CLUSTER`; it waits for the end of its standard input.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator

from campaign_portal import embedded
from campaign_portal.embedded.places import ROOT, Cluster


def main() -> None:
    """Be a user of the cluster until standard input ends."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with embedded.running(embedded.layout(sys.argv[1])):
        print("ready", flush=True)
        sys.stdin.read()


@contextlib.contextmanager
def guarded(cluster: Cluster) -> Iterator[Cluster]:
    """Like embedded.running, but the cluster also stops when this process is killed by force."""
    if not any(embedded.wanted()):
        yield cluster
        return
    embedded.start(cluster)
    command = [sys.executable, "-m", "campaign_portal.embedded.guard", cluster.name]
    guard = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    assert guard.stdin and guard.stdout
    guard.stdout.readline()
    try:
        yield cluster
    finally:
        embedded.stop(cluster)
        guard.stdin.close()
        guard.wait()
        guard.stdout.close()


if __name__ == "__main__":
    main()
