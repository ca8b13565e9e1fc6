"""Examples in the schema of the REST interface.

Answers and bodies are of the shipped report (``data/zhanggong-2024``), answers as the service gives them once it is
loaded; they stand in ``api_examples.json``, and a test holds both against the schema and the data.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("api_examples.json")
REQUEST_ID = "5f0c3e1b9d7a4c62a1e08b7f3d2c9a54"
JSON = "application/json"


def error(kind: str, code: str, detail: str, attr: str | None = None, **more: Any) -> dict[str, Any]:
    """An error in the one shape of all errors."""
    errors = [{"code": code, "detail": detail, "attr": attr}]
    return {"type": kind, "errors": errors, "request_id": REQUEST_ID, **more}


ERRORS = {
    "400": error("validation_error", "invalid", "日期请按 YYYY-MM-DD 填写。", "due_before"),
    "401": error("client_error", "not_authenticated", "请先登录。"),
    "403": error("client_error", "permission_denied", "您的角色不能进行此操作。"),
    "404": error("client_error", "not_found", "未找到。"),
    "405": error("client_error", "method_not_allowed", "方法 “DELETE” 不被允许。"),
    "406": error("client_error", "not_acceptable", "无法满足Accept HTTP头的请求。"),
    "409": error("client_error", "not_allowed_now", "现在不能进行此操作。", allowed=["acknowledge", "withdraw"]),
    "413": error("client_error", "too_large", "一次提交的内容过多。请缩短文字，文件请作为佐证材料上传。"),
    "415": error("client_error", "unsupported_media_type", "不支持请求中的媒体类型 “text/plain”。"),
    "422": error("client_error", "idempotency_key_reused", "此 Idempotency-Key 已用于另一请求。"),
    "428": error("client_error", "version_required", '请在 If-Match 请求头中给出所读的版本，例如 If-Match: "3"。'),
    "500": error("server_error", "error", "系统内部出错。请将请求编号告知运维人员。"),
    "503": error("server_error", "unavailable", "服务暂不可用，请几秒后重试。"),
}


@cache
def known() -> dict[str, dict[str, Any]]:
    """``requests`` and ``answers`` by the name of the operation."""
    examples: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return examples


def show(result: dict[str, Any], **options: Any) -> dict[str, Any]:  # noqa: ARG001  (the library's signature)
    """A hook of drf-spectacular: give bodies and answers their examples."""
    for operations in result["paths"].values():
        for operation in operations.values():
            name = operation["operationId"]
            body = operation.get("requestBody", {}).get("content", {}).get(JSON)
            if body is not None and name in known()["requests"]:
                body["example"] = known()["requests"][name]
            for status, answer in operation["responses"].items():
                shown = ERRORS.get(status, known()["answers"].get(name) if status == "200" else None)
                if shown is not None and JSON in answer.get("content", {}):
                    answer["content"][JSON]["example"] = shown
    return result
