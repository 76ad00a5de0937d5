"""How a person can be reached: over which channels she chose, and what forbids or prevents it."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.notifications.notification import CHANNELS, EMAIL, SMS
from services.notifications.recipient import Recipient

NO_CONTACT = "no contact"
INVENTED = "reserved for examples"
OTHER_COUNTRY = "country is not served"
NOT_A_MOBILE = "number cannot be texted"

# Ranges that no subscriber ever gets: Ofcom's for drama, PTS's for fiction.
FICTION = ("+447700900", *(f"+46701740{number}" for number in range(605, 700)))
EXAMPLE_DOMAINS = ("example.org", "example.com", "example.net", "test", "example", "invalid", "localhost")
_DEAR = ("PREMIUM_RATE", "SHARED_COST", "UAN", "VOICEMAIL")


def contact_of(person: Recipient, channel: str) -> str | None:
    """Where she is reached on this channel, if anywhere."""
    return person.phone if channel == SMS else person.email


def chosen(person: Recipient, channels: Iterable[str] = CHANNELS) -> list[str]:
    """The channels she chose, out of these, on which she has a contact."""
    return [channel for channel in channels if channel in person.channels and contact_of(person, channel)]


@dataclass(frozen=True)
class World:
    """What stands behind a channel: a sandbox takes only invented contacts, a real provider only real ones."""

    channel: str
    sandbox: bool
    countries: frozenset[str] = frozenset()

    def why_not(self, contact: str) -> str | None:
        """Why this contact cannot be reached over the channel, if so."""
        return self._why_not_mail(contact) if self.channel == EMAIL else self._why_not_texts(contact)

    def _why_not_mail(self, address: str) -> str | None:
        domain = address.rpartition("@")[2].lower()
        invented = any(domain == name or domain.endswith("." + name) for name in EXAMPLE_DOMAINS)
        return INVENTED if invented and not self.sandbox else None

    def _why_not_texts(self, phone: str) -> str | None:
        if phone.startswith(FICTION):
            return None if self.sandbox else INVENTED
        import phonenumbers  # not every process texts somebody

        try:
            number = phonenumbers.parse(phone)
        except phonenumbers.NumberParseException:
            return NOT_A_MOBILE
        if not self.countries.intersection(phonenumbers.region_codes_for_country_code(number.country_code or 0)):
            return OTHER_COUNTRY
        kinds = phonenumbers.PhoneNumberType
        return NOT_A_MOBILE if phonenumbers.number_type(number) in {getattr(kinds, kind) for kind in _DEAR} else None
