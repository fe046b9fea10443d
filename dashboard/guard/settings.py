"""What the environment says of the server, looked at before it starts: what would be unsafe together is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from dashboard import bounds, contact
from dashboard.bounds import BadSetting, Bounds
from dashboard.guard.door import LOCAL, host_name

_SAFE: Mapping[str, object] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.disableDataExport": True,
    "global.developmentMode": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
}
"""What Streamlit has to be set to where anybody but this machine may ask."""


@dataclass(frozen=True)
class Settings:
    """How the server runs.

    Attributes:
        hosts: the names that visitors ask for it by, beside those of this machine.
        is_behind_proxy: a proxy that FORWARDED_ALLOW_IPS names says who asks, and how.
        metrics_port: where this machine can read the metrics; None: nowhere.
        as_json: the log is JSON, with a line for each request.
    """

    host: str
    hosts: tuple[str, ...]
    is_behind_proxy: bool
    metrics_port: int | None
    as_json: bool
    bounds: Bounds

    @property
    def is_public(self) -> bool:
        return bool(self.hosts) or not is_local(self.host)


def is_local(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read(host: str, environment: Mapping[str, str], option: Callable[[str], object]) -> Settings:
    """The settings; `option` gives those of Streamlit. Raises BadSetting where they are wrong or unsafe together."""
    metrics, log = environment.get("PURSE_METRICS_PORT"), environment.get("PURSE_LOG", "text")
    if log not in ("text", "json"):
        raise BadSetting(f"PURSE_LOG is “{log[:40]}”. It has to be text or json.")
    _refuse_contact(environment.get("PURSE_CONTACT", "").strip())
    found = Settings(
        host,
        _hosts(environment.get("PURSE_HOSTS", "")),
        bool(environment.get("FORWARDED_ALLOW_IPS")),
        bounds.whole_number("PURSE_METRICS_PORT", metrics, 65_535) if metrics else None,
        log == "json",
        bounds.read(environment),
    )
    _refuse_unsafe(found, environment.get("FORWARDED_ALLOW_IPS", ""))
    if found.is_public:
        _refuse_options(option)
    return found


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(text.replace(",", " ").split())
    for name in names:
        if host_name(name) != name.lower().rstrip("."):
            raise BadSetting(
                f"PURSE_HOSTS has “{name[:80]}”, which is not the name of a host. "
                "It lists names alone, without https:// and port: PURSE_HOSTS='figures.example.org'."
            )
    return tuple(name for name in names if name.lower() not in LOCAL)


def _refuse_contact(said: str) -> None:
    if said and not contact.is_address(said):
        raise BadSetting(
            f"PURSE_CONTACT is “{said[:80]}”, and readers could not write to that. It has to be an address of e-mail, "
            "clerk@example.org, or of a page, https://example.org/contact."
        )


def _refuse_unsafe(found: Settings, proxies: str) -> None:
    if not is_local(found.host) and not found.hosts:
        raise BadSetting(
            f"{found.host} can be reached from other machines, and PURSE_HOSTS does not say by which name. Any name would "
            "be answered, that of another site too. Say which: PURSE_HOSTS='figures.example.org'."
        )
    if not is_local(found.host) and "*" in proxies:
        raise BadSetting(
            f"FORWARDED_ALLOW_IPS is “*”, and {found.host} can be reached from other machines: every visitor could say "
            "to be another. Name the proxy's address instead."
        )
    if is_local(found.host) and found.hosts and not proxies:
        raise BadSetting(
            f"PURSE_HOSTS names {found.hosts[0]}, and only this machine can reach {found.host}: visitors come through a "
            "proxy. FORWARDED_ALLOW_IPS has to say which, or all of them count as one and links begin with http. "
            "If it runs on this machine: FORWARDED_ALLOW_IPS=127.0.0.1."
        )


def _refuse_options(option: Callable[[str], object]) -> None:
    for name, safe in _SAFE.items():
        if (value := option(name)) != safe:
            raise BadSetting(
                f"Streamlit's option {name} is {value}, and visitors can reach this server. It has to be {safe}: set it "
                "in .streamlit/config.toml, or take it out of the one in the home folder of the user."
            )
