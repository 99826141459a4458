"""What a portal in service must not be started with."""

SHORTEST_SECRET = 40


def problem(*, secret_key: str, debug: bool, hosts: list[str]) -> str | None:
    """The sentence that says why the portal refuses to start, or None. `hosts` are those that the environment names."""
    if len(secret_key) < SHORTEST_SECRET or secret_key.startswith("development"):
        return f"生产环境必须设置 PORTAL_SECRET_KEY（至少 {SHORTEST_SECRET} 个随机字符）。"
    if debug:
        return "生产环境不得开启调试，请删除 PORTAL_DEBUG。"
    if not hosts or "*" in hosts:
        return "生产环境必须设置 PORTAL_ALLOWED_HOSTS（逗号分隔的域名，不得为 *）。"
    return None
