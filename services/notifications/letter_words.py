"""The words of a letter: made anew from what is kept of it whenever it is sent, the same to the byte."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.notifications import texts
from services.notifications.channels.mime import Body, MailSkeleton, MailText, Recipient
from services.notifications.letter import TEST
from services.notifications.texts import Flags
from shared.safe_text import one_line

MARK = "TEST"  # in any language and any alphabet


def marked_text(text: str) -> str:
    """A text that nobody takes for a real one."""
    return f"{MARK}\n{text}"


def marked_mail(mail: MailText) -> dict[str, str]:
    """A mail that nobody takes for a real one, as it is kept until it is sent."""
    html = mail.html.replace("<body>", f"<body>\n<p>{MARK}</p>", 1)
    return {
        "subject": f"{MARK}: {mail.subject}",
        "text": f"{MARK}\n\n{mail.text}",
        "html": html,
        "language": mail.language,
    }


@dataclass(frozen=True)
class LetterWriter:
    """Writes letters from this address; `link` makes the link of an id."""

    sender: str
    link: Callable[[str], str]

    def text(self, row: Row[Any]) -> str:
        """The whole text."""
        return str(row.data["text"])

    def mail(self, row: Row[Any], date: datetime) -> bytes:
        """The whole mail."""
        kept = row.data
        person = {"notification": row.id, "address": row.contact, "date": date}
        if row.kind == TEST:
            mail = MailText(**{name: kept[name] for name in ("subject", "text", "html", "language")})
            return MailSkeleton.of(mail, sender=(self.sender, kept["signature"])).fill(Recipient(**person, name=None))
        return self._with_link(row.kind, kept, person)

    def _with_link(self, kind: str, kept: dict[str, Any], person: dict[str, Any]) -> bytes:
        language = texts.language_of(kept["language"], {})
        name = one_line(kept["name"])
        flags = Flags(named=bool(name))
        values = {"signature": kept["organisation_name"], "call_name": name, "link": self.link(kept["link_id"])}
        subject = Body.cut(texts.subject(f"letters/{kind}", language, flags), texts.SLOTS).fill(values, one_line)
        text, html = texts.body(f"letters/{kind}", language, flags)
        mail = MailText(subject=subject.decode(), text=text, html=html, language=language)
        skeleton = MailSkeleton.of(mail, sender=(self.sender, values["signature"]), slots=texts.SLOTS)
        return skeleton.fill(Recipient(**person, name=name or None, values=values))
