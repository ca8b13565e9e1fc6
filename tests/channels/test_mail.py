"""Mails as a mail program reads them: both parts, Chinese headers, links, nothing executable."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from accounts.choices import NotificationKind
from accounts.models import Delivery
from accounts.notifications.channels.email import compose
from tests.channels.conftest import ToSend

ITEMS = [
    {"text": "“水西片区开发”应于2024年6月30日完成", "path": "/console/projects/project/1/change/"},
    {"text": "<img src=x onerror=alert(1)>", "path": "/console/projects/project/2/change/"},
]


def read(delivery: Delivery) -> EmailMessage:
    """The mail as it goes over the wire, parsed by Python's own reader."""
    return cast("EmailMessage", message_from_bytes(compose(delivery), policy=default))


def parts(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_both_parts_carry_the_words_and_the_link(to_send: ToSend) -> None:
    mail = read(to_send())
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Subject"] == "催办：水西片区开发 · 开工"
    for content in parts(mail):
        assert "已逾期58个工作日" in content
        assert "https://duban.example/console/projects/project/1/change/" in content


def test_headers_are_encoded_and_name_no_reply(to_send: ToSend) -> None:
    delivery = to_send()
    head = compose(delivery).partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert b"=?utf-8?" in head
    mail = read(delivery)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "fgw@duban.example"


def test_the_message_id_is_the_same_at_every_attempt(to_send: ToSend) -> None:
    delivery = to_send()
    assert read(delivery)["Message-ID"] == read(delivery)["Message-ID"]
    assert str(delivery.message_id) in read(delivery)["Message-ID"]


def test_a_digest_lists_each_matter_with_its_link_and_can_be_turned_off(to_send: ToSend) -> None:
    mail = read(to_send(kind=NotificationKind.DIGEST, items=ITEMS, title="2件事项需要您关注", path="/console/"))
    assert mail["List-Unsubscribe"] == "<https://duban.example/console/preferences/>"
    text, html = parts(mail)
    for number in (1, 2):
        assert f"https://duban.example/console/projects/project/{number}/change/" in text
        assert f'href="https://duban.example/console/projects/project/{number}/change/"' in html


def test_only_a_digest_offers_to_be_turned_off(to_send: ToSend) -> None:
    assert read(to_send())["List-Unsubscribe"] is None


def test_words_are_no_markup(to_send: ToSend) -> None:
    mail = read(to_send(kind=NotificationKind.DIGEST, items=ITEMS, title="<script>alert(1)</script>"))
    _text, html = parts(mail)
    assert "<script" not in html
    assert "<img" not in html


def test_a_title_of_several_lines_is_one_header(to_send: ToSend) -> None:
    mail = read(to_send(title="催办\r\nBcc: everybody@duban.example"))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "催办 Bcc: everybody@duban.example"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "在督办系统中查看"), ("en", "Open in Duban")])
def test_a_mail_speaks_the_language_of_its_recipient(language: str, words: str, to_send: ToSend) -> None:
    text, html = parts(read(to_send(language=language)))
    assert words in text
    assert words in html
    assert f'lang="{language}"' in html


def test_a_long_title_is_folded_between_its_words_and_read_as_it_was(to_send: ToSend) -> None:
    title = "催办：" + "323国道章贡区段改扩建工程、水西片区开发与老旧小区改造" * 3
    wire = compose(to_send(title=title))
    assert b"Subject: =?utf-8?" in wire, "no empty first line"
    assert max(map(len, wire.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert read(to_send(title=title))["Subject"] == title


def test_a_line_that_is_longer_than_mail_allows_still_arrives_whole(to_send: ToSend) -> None:
    body = "节点已逾期，请立即办理并说明原因。" * 60
    wire = compose(to_send(body=body))
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    for content in parts(read(to_send(body=body))):
        assert body in content
