"""Puts members of a network straight into the tables of `registrations` and `notifications`, as if they had joined."""

from collections.abc import Mapping

import psycopg

_ID = "lpad(n::text, 10, '0')"
_PEOPLE = f"""
INSERT INTO participants (id, organisation, name, call_name, phone, email, language, channels, protected, discreet,
    unreachable, revision, created_at, changed_at, changed_by)
SELECT %(kind)s || {_ID}, 'demo', 'Person Number ' || n, 'Person', %(phone)s || lpad(n::text, 6, '0'),
    %(name)s || n || '@example.org', (ARRAY['nb', 'en', 'ar'])[1 + n %% 3], %(channels)s, false, false, '{{}}', 1,
    now(), now(), 'bench'
FROM generate_series(%(first)s::int, %(last)s::int) n"""
_MEMBERS = f"""
INSERT INTO memberships (id, organisation, participant_id, network_id, tags, since, revision, changed_at, changed_by)
SELECT 'mem_' || %(kind)s || {_ID}, 'demo', %(kind)s || {_ID}, %(network)s, '[]', now(), 1, now(), 'bench'
FROM generate_series(%(first)s::int, %(last)s::int) n"""
_CONSENTS = f"""
INSERT INTO consents (id, organisation, participant_id, purpose, given, since, wording_version, language, source, by,
    revision)
SELECT 'con_' || %(kind)s || {_ID}, 'demo', %(kind)s || {_ID}, 'invitations', true, now(), '1', 'nb', 'bench', 'bench',
    1
FROM generate_series(%(first)s::int, %(last)s::int) n"""
_RECIPIENTS = f"""
INSERT INTO recipients (id, organisation, revision, name, call_name, phone, email, language, channels, protected,
    discreet)
SELECT %(kind)s || {_ID}, 'demo', 1, 'Person Number ' || n, 'Person', %(phone)s || lpad(n::text, 6, '0'),
    %(name)s || n || '@example.org', (ARRAY['nb', 'en', 'ar'])[1 + n %% 3], %(channels)s, false, false
FROM generate_series(%(first)s::int, %(last)s::int) n"""
_KNOWN_CONSENTS = f"""
INSERT INTO known_consents (id, organisation, revision, participant_id, given)
SELECT 'con_' || %(kind)s || {_ID}, 'demo', 1, %(kind)s || {_ID}, true
FROM generate_series(%(first)s::int, %(last)s::int) n"""
# longer than any subscriber's number, behind the range that is reserved for drama
_PHONE = "+447700900"


def join(
    urls: Mapping[str, str], network: str, first: int, people: int, *, channel: str, kind: str, name: str = "person"
) -> None:
    """These many people, told on this channel, in this network; `kind` begins their ids, `name` their addresses."""
    values = {"kind": kind, "network": network, "phone": _PHONE, "name": name, "channels": f'["{channel}"]'}
    span = {"first": first, "last": first + people - 1}
    _run(urls["registrations"], values | span, _PEOPLE, _MEMBERS, _CONSENTS)
    _run(urls["notifications"], values | span, _RECIPIENTS, _KNOWN_CONSENTS)


def _run(url: str, values: Mapping[str, object], *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement, values)  # type: ignore[call-overload]
        connection.execute("VACUUM ANALYZE")
