"""One whole mail with its envelope, as the mail server took it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.sandbox.base import Base
from shared.columns import BigId, Instant


class Mail(Base):
    """A mail the product sent (`out`) or a person wrote to it (`in`); `content` is every byte of it."""

    __tablename__ = "mail"

    number: Mapped[int] = mapped_column(BigId, primary_key=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    direction: Mapped[str] = mapped_column(String(3))
    envelope_from: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recipients: Mapped[list["MailRecipient"]] = relationship(
        order_by="MailRecipient.number", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def envelope_to(self) -> list[str]:
        return [recipient.address for recipient in self.recipients]

    @property
    def raw(self) -> str:
        """The mail as text that loses no byte: UTF-8, else one character for each byte."""
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError:
            return self.content.decode("latin-1")


class MailRecipient(Base):
    """One address of an envelope; `key` finds it whatever its case."""

    __tablename__ = "mail_recipients"
    __table_args__ = (
        Index("ix_mail_recipients_key_mail_number", "key", "mail_number"),
        Index("ix_mail_recipients_mail_number", "mail_number"),
    )

    number: Mapped[int] = mapped_column(BigId, primary_key=True)
    mail_number: Mapped[int] = mapped_column(BigId, ForeignKey("mail.number"))
    address: Mapped[str] = mapped_column(String(320))
    key: Mapped[str] = mapped_column(String(320))
