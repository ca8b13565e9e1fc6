"""One token for each device."""

from http import HTTPStatus

import httpx
from duban_client import AuthenticatedClient, Client
from duban_client.api.auth import auth_login
from duban_client.api.me import me_devices_end, me_devices_list
from duban_client.models import DeviceAnswer, DevicesAnswer, LoginAnswer, LoginBodyRequest
from problems import Problem, need
from retries import raise_if_busy

PATIENCE = httpx.Timeout(30)  # seconds; the library's own five are too few for a telephone's network


def log_in(site: str, username: str, password: str, device_name: str, language: str = "zh-hans") -> str:
    """A token for this device. Keep it as a secret; the password is not kept."""
    body = LoginBodyRequest(username=username, password=password, device_name=device_name)
    with Client(base_url=site, headers={"Accept-Language": language}, timeout=PATIENCE) as client:
        return need(auth_login.sync_detailed(client=client, body=body), LoginAnswer).token


def open_client(site: str, token: str, language: str = "zh-hans") -> AuthenticatedClient:
    """A client that sends the token with every request."""
    return AuthenticatedClient(
        base_url=site,
        token=token,
        headers={"Accept-Language": language},
        timeout=PATIENCE,
        httpx_args={"event_hooks": {"response": [raise_if_busy]}},
    )


def other_devices(client: AuthenticatedClient) -> list[DeviceAnswer]:
    """Where else the account is logged in, such as on a phone that was lost."""
    devices = need(me_devices_list.sync_detailed(client=client), DevicesAnswer).results
    return [device for device in devices if not device.is_current]


def end_device(client: AuthenticatedClient, device: DeviceAnswer) -> None:
    """Its next request is answered 401."""
    answer = me_devices_end.sync_detailed(device.id, client=client)
    if answer.status_code is not HTTPStatus.NO_CONTENT:
        raise Problem(answer)
