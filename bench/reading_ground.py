"""Many events with many registrations and a public network with many events, put straight into the tables."""

from typing import Any

import psycopg

NETWORK, LARGE = "net_1", "evt_large"
IN_LARGE = 30_000
IN_FEED = 1_000
PEOPLE = 50_000

KNOWN = """
INSERT INTO known_networks (id, organisation, revision, name, timezone, languages, signature, wording, waitlist)
SELECT 'net_1', 'demo', 1, 'Network', 'Europe/Oslo', '["nb"]', 'Network', 'open', 'confirm';
INSERT INTO known_events (id, organisation, revision, network_id, uid, sequence, title, starts_at, ends_at, timezone,
                          attendance_mode, status)
SELECT id, 'demo', 1, 'net_1', id, 0, '{"nb":"Treff"}', now(), now() + interval '2 hours', 'Europe/Oslo', 'offline',
       'scheduled'
FROM (SELECT 'evt_' || n AS id FROM generate_series(1, %(events)s) n UNION SELECT 'evt_large') made;
INSERT INTO participants (id, organisation, name, call_name, language, channels, protected, discreet, unreachable,
                          revision, created_at, changed_at, changed_by)
SELECT 'par_' || n, 'demo', 'Person ' || n, 'Person', 'nb', '[]', false, false, '[]', 1, now(), now(), 'system:bench'
FROM generate_series(1, %(people)s) n;
"""
REGISTRATIONS = """
INSERT INTO registrations (id, organisation, event_id, participant_id, invitation_id, status, party_size, answer,
                           told_at, channel, revision, changed_at, changed_by, reason)
SELECT 'reg_' || lpad(n::text, 9, '0'), 'demo', event, 'par_' || person, 'inv_' || n, 'confirmed', 1, 'accepted', now(),
       'sms', 1, now(), 'system:bench', 'answered'
FROM (SELECT n, 'evt_large' AS event, n AS person FROM generate_series(1, %(large)s) n
      UNION ALL
      SELECT n, 'evt_' || 1 + n %% %(events)s, 1 + (n / %(events)s) %% %(people)s
      FROM generate_series(%(large)s + 1, %(all)s) n) made;
INSERT INTO invitations (id, organisation, event_id, participant_id, network_id, token_hash, link_version, issued_at,
                         announce, removed, revision, changed_at, changed_by)
SELECT invitation_id, 'demo', event_id, participant_id, 'net_1', invitation_id, 1, now(), true, false, 1, now(),
       'system:bench' FROM registrations;
INSERT INTO attendance (id, organisation, event_id, participant_id, registration_id, status, recorded_at, by, revision,
                        withdrawn)
SELECT 'att' || substr(id, 4), 'demo', event_id, participant_id, id, 'present', now(), 'system:bench', 1, false
FROM registrations;
INSERT INTO seats (event_id, organisation, taken, waiting, last_position, closed, revision, attempts)
SELECT event_id, 'demo', count(*), 0, 0, false, 1, 0 FROM registrations GROUP BY event_id;
"""
EVENTS = """
INSERT INTO networks (id, organisation, revision, created_at, created_by, changed_at, changed_by, name,
                      slug, timezone, country, languages,
                      signature, wording, public, sending, waitlist, feed_version)
VALUES ('net_1', 'demo', 1, now(), 'bench', now(), 'bench', 'Network',
        'network', 'Europe/Oslo', 'NO', '["nb"]', 'Network', 'open',
        true, 'held', 'confirm', 1);
INSERT INTO events (id, organisation, revision, created_at, created_by, changed_at, changed_by,
                    network_id, title, starts_local, timezone,
                    starts_at, ends_at, sort_key, attendance_mode, status, uid, sequence, published_at, seats_taken,
                    seats_waiting, seats_revision, vevent)
SELECT id, 'demo', 1, now(), 'bench', now(), 'bench',
       'net_1', '{"nb":"Treff"}', to_char(at, 'YYYY-MM-DD"T"HH24:MI'), 'Europe/Oslo', at,
       at + interval '2 hours', to_char(at, 'YYYYMMDDHH24MISS') || '-' || id, 'offline', 'scheduled', id, 0, now(),
       30000, 0, 1, replace(%(vevent)s, 'UID:x', 'UID:' || id)
FROM (SELECT CASE n WHEN 1 THEN 'evt_large' ELSE 'evt_' || n END AS id, now() + n * interval '6 hours' AS at
      FROM generate_series(1, %(feed)s) n) made;
"""
VEVENT = "\r\n".join(
    (
        *("BEGIN:VEVENT", "UID:x", "DTSTAMP:20261122T080000Z", "DTSTART;TZID=Europe/Oslo:20270112T170000"),
        *("DTEND;TZID=Europe/Oslo:20270112T190000", "SUMMARY:Treff", "LOCATION:Biblioteket\\, Storgata 1"),
        *("SEQUENCE:0", "STATUS:CONFIRMED", "DESCRIPTION:Vi snakker sammen over en kopp kaffe.", "END:VEVENT"),
    )
)


def fill(registrations: str, events: str, *, many: int) -> None:
    """So many registrations, IN_LARGE of them at one event; five thousand events for a million."""
    values: dict[str, Any] = {
        "all": many,
        "events": max(10, many // 200),
        "people": PEOPLE,
        "large": min(IN_LARGE, many // 2),
        "feed": IN_FEED,
        "vevent": VEVENT,
    }
    for url, statements in ((registrations, (KNOWN, REGISTRATIONS)), (events, (EVENTS,))):
        with psycopg.connect(url, autocommit=True) as connection, psycopg.ClientCursor(connection) as cursor:
            for statement in statements:
                cursor.execute(statement, values)
            cursor.execute("VACUUM ANALYZE")
