"""The mailbox: every mail that was sent, one at a time with its links and calendar file."""

from flask import Blueprint, Response, render_template, request

from services.sandbox import queries
from services.sandbox.http.guards import Door
from services.sandbox.opened_mail import open_mail
from shared.database import Database
from shared.http.authentication import public
from shared.http.parsing import refuse_nul_in_address
from shared.problems import NotFound

_SHOWN = 100


def routes(database: Database, door: Door) -> Blueprint:
    """`/sandbox/mail`, one mail, and its files."""
    pages = Blueprint("mail", __name__, url_prefix="/sandbox/mail")

    @pages.before_request
    def guard() -> None:
        door.check()
        refuse_nul_in_address(request)

    @pages.get("")
    @public
    def show() -> str:
        with database.read() as tx:
            listed = queries.latest_mails(tx, limit=_SHOWN)
        return render_template("sandbox/mails.html", mails=[(mail, open_mail(mail.content)) for mail in listed])

    @pages.get("/<mail_id>")
    @public
    def one(mail_id: str) -> str:
        with database.read() as tx:
            mail = queries.mail(tx, mail_id)
        return render_template("sandbox/mail.html", mail=mail, opened=open_mail(mail.content))

    @pages.get("/<mail_id>/calendar/<int:number>.ics")
    @public
    def calendar(mail_id: str, number: int) -> Response:
        with database.read() as tx:
            files = open_mail(queries.mail(tx, mail_id).content).calendars
        if number >= len(files):
            raise NotFound
        return _download(files[number].content, "text/calendar", "invite.ics")

    @pages.get("/<mail_id>/raw")
    @public
    def raw(mail_id: str) -> Response:
        with database.read() as tx:
            content = queries.mail(tx, mail_id).content
        return _download(content, "message/rfc822", "mail.eml")

    return pages


def _download(content: bytes, kind: str, name: str) -> Response:
    # Always a download: what a mail brings is never shown as a page of ours.
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
