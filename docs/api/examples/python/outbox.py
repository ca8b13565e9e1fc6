"""A queue of what the user did, on disk; sent in order when there is a network."""

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

from duban_client import AuthenticatedClient
from duban_client.api.progress_reports import progress_reports_partial_update, progress_reports_submit
from duban_client.models import PatchedProgressReportDraftRequest, StaleProgressReportDetail
from duban_client.types import Response
from merge import Choose, draft_of, merge
from photo import upload_photo
from problems import Problem
from retries import WAITS, send_again

Write = dict[str, Any]  # {"kind": "photo", …}, {"kind": "save", "base": …, "mine": …} or {"kind": "submit"}
EMPTY: dict[str, Any] = {"waiting": [], "refused": [], "tags": {}}


class Outbox:
    """Keeps each write until the service has answered it."""

    def __init__(
        self, file: Path, photo_of: Callable[[str], bytes], choose: Choose, waits: Sequence[float] = WAITS
    ) -> None:
        self.file, self.photo_of, self.choose, self.waits = file, photo_of, choose, waits
        self.kept = json.loads(file.read_text()) if file.exists() else json.loads(json.dumps(EMPTY))

    @property
    def waiting(self) -> list[Write]:
        """What is not answered yet, oldest first."""
        return [one["write"] for one in self.kept["waiting"]]

    @property
    def refused(self) -> list[dict[str, Any]]:
        """Writes that the service refused, with its words, for the user to mend."""
        return list(self.kept["refused"])

    def seen(self, report: int, response: Response[Any]) -> None:
        """Remember under which ETag a report was read."""
        self.kept["tags"][str(report)] = response.headers["ETag"]
        self._keep()

    def put(self, write: Write) -> None:
        """Keep a write before anything is sent; its key is made now and never again."""
        self.kept["waiting"].append({"key": str(uuid4()), "write": write})
        self._keep()

    def drain(self, client: AuthenticatedClient) -> None:
        """Send what waits, in order.

        Raises Offline, or a Problem with status 401; nothing is lost, call it again. The keys hold for the person, not
        for the token.
        """
        while self.kept["waiting"]:
            first = self.kept["waiting"][0]
            try:
                getattr(self, f"_{first['write']['kind']}")(client, first["key"], first["write"])
            except Problem as problem:
                if problem.status == HTTPStatus.UNAUTHORIZED:
                    raise
                self._refuse(first["write"]["report"], problem)
            else:
                self.kept["waiting"].remove(first)
            self._keep()

    def _photo(self, client: AuthenticatedClient, key: str, write: Write) -> None:
        photo, name = self.photo_of(write["name"]), write["name"]
        about = {"project": write["project"], "report": write["report"]}
        _require(send_again(lambda: upload_photo(client, photo, name, key=key, **about), self.waits))

    def _save(self, client: AuthenticatedClient, key: str, write: Write) -> None:
        report, base, mine = write["report"], write["base"], write["mine"]
        while mine:
            body = PatchedProgressReportDraftRequest.from_dict(mine)
            response = send_again(lambda: self._patch(client, report, body), self.waits)  # noqa: B023  (sent at once)
            if not isinstance(response.parsed, StaleProgressReportDetail):
                _require(response)
                self.seen(report, response)
                return
            self.seen(report, response)  # 412: somebody was faster, or our own answer was lost
            theirs = draft_of(response.parsed.current)
            mine, base = merge(base, mine, theirs, self.choose), theirs

    def _patch(
        self, client: AuthenticatedClient, report: int, body: PatchedProgressReportDraftRequest
    ) -> Response[Any]:
        tag = self.kept["tags"][str(report)]
        return progress_reports_partial_update.sync_detailed(report, client=client, body=body, if_match=tag)

    def _submit(self, client: AuthenticatedClient, key: str, write: Write) -> None:
        report, tag = write["report"], self.kept["tags"][str(write["report"])]
        response = send_again(
            lambda: progress_reports_submit.sync_detailed(report, client=client, if_match=tag, idempotency_key=key),
            self.waits,
        )
        _require(response)  # 412: somebody changed it meanwhile, so the user reads it again first
        self.seen(report, response)

    def _refuse(self, report: int, problem: Problem) -> None:
        """What was refused takes with it what builds upon it: no report is submitted without its last changes."""
        messages = [item.detail for item in problem.errors]
        taken = [one for one in self.kept["waiting"] if one["write"]["report"] == report]
        self.kept["waiting"] = [one for one in self.kept["waiting"] if one not in taken]
        self.kept["refused"] += [{"write": one["write"], "messages": messages} for one in taken]

    def _keep(self) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(self.kept, ensure_ascii=False))
        new.replace(self.file)


def _require(response: Response[Any]) -> None:
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        raise Problem(response)
