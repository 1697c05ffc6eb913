"""The settings of mail and jobs are read strictly when starting, and no password is ever shown."""

from __future__ import annotations

import pytest

from consult.settings import MailServer, SettingError, from_environment, mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "", "", False, True)),
        (
            "smtp://u%40x:p%2Fw@mail.example.org:25",
            MailServer("mail.example.org", 25, "u@x", "p/w", False, True),
        ),
        ("smtps://u:p@mail.example.org", MailServer("mail.example.org", 465, "u", "p", True, False)),
        ("smtp://localhost", MailServer("localhost", 25, "", "", False, False)),
        ("smtp://localhost?starttls=yes", MailServer("localhost", 587, "", "", False, True)),
        ("smtp://10.0.0.5:25?starttls=no", MailServer("10.0.0.5", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_read_from_its_address(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://x",
        "smtp://",
        "smtp://h:port",
        "smtp://u:se/cret@h",
        "smtp://h/x",
        "smtp://h?a=1",
    ],
)
def test_a_wrong_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SettingError) as refused:
        from_environment({"CONSULT_MAIL_URL": url, "CONSULT_MAIL_FROM": "a@b.example"})
    assert "CONSULT_MAIL_URL" in str(refused.value)
    assert "cret" not in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        {"CONSULT_MAIL_URL": "smtp://h"},
        {"CONSULT_MAIL_URL": "smtp://h", "CONSULT_MAIL_FROM": "Consult <a@b.example>"},
        {"CONSULT_MAIL_REPLY_TO": "a@b, c@d"},
        {"CONSULT_JOBS_URL": "mysql://x"},
    ],
)
def test_what_is_missing_or_wrong_is_said_when_starting(given: dict[str, str]) -> None:
    with pytest.raises(SettingError):
        from_environment(given)


def test_passwords_are_not_shown() -> None:
    settings = from_environment(
        {
            "CONSULT_MAIL_URL": "smtp://u:secret@h",
            "CONSULT_MAIL_FROM": "a@b.example",
            "CONSULT_JOBS_URL": "redis://:secret@h/1",
        }
    )
    assert "secret" not in repr(settings)
    assert "secret" not in repr(mail_server(settings.mail_url))
