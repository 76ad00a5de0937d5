"""Whole replies are understood in the languages people write; what is doubtful stays unclear."""

import pytest

from services.notifications.reply_meaning import UNCLEAR, Meaning, meaning_of
from services.notifications.reply_text import normalised
from services.notifications.reply_words import WORDS, Sense


def texts(joined: str) -> list[str]:
    return joined.split("|")


YES = texts(
    "ja|Ja!|JA.|ja takk|Ja takk 😀|ja tak|ja tack|ja graag|yes please|Yes!!|ok|نعم|نَعَم|"
    "\u200fنعم\u200f|نــعم|نعم، شكرا|بله|بلی|هو|haa|እወ|አዎ|так!|Да.|EVET|Oui|Sí|si|erê|بەڵێ|"
    "ja ja|hei ja|ja\n|ＪＡ|Jeg kommer :)"
)
NO = texts(
    "nei|Nei takk.|tak nej|nej tack|nee, dank je|No, thank you|لا|لا شكراً|نخیر|نمی\u200cآیم|"
    "نه|maya|ኣይፋልን|አይፋልን|አልመጣም|ні|нет, спасибо|Hayır|HAYIR|hayir|non merci|nie dziękuję|na|"
    "نەخێر|I can’t come|kan ikke|nej, tyvärr"
)
MAYBE = texts(
    "kanskje|Kanskje.|måske|misschien|maybe|ربما|شاید|malaha|ምናልባት|может быть|belki|peut-être|quizás|być może|belkî"
)
WHERE = texts("?|؟|??|hvor|Hvor?|where|أين|أين؟|var?|waar|کجا|xaggee|ኣበይ|የት|де?|nerede")
STOPS = texts(
    "STOP|stopp!|Stopp.|STOPP?|«stop»|slutt|AFMELD|afmelden!|توقف|إيقاف.|ودروه|jooji!|ደው|"
    "አቁም።|СТОП!|стоп…|dur!|arrêter|ARRET|baja|koniec|rawestîne|stop 🛑"
)
STARTS = texts("START|ja igjen|Ja igen!|ابدأ|شروع|bilow|ጀምር|старт|başla|zacznij")
UNCLEARS = texts(
    "kanskje?|ja?|1?|ja, men jeg kommer litt sent|ja eller nei|nei ja|1 2|1/2|+1|ja +1|-1|"
    "1-2|100|👍|!!!|takk|thank you|hei|nå|stopp meg hvis du kan|1.5|1e1|ikke ja|jah|"
    "\u202e\u202d|\u0000\u0001\u0002|kanskje 2|½"
)
HOSTILE = ["", "   ", "ja " * 300, "x" * 10_000, "ja" * 5_000, "\u202e\u202d", "\x00\x01\x02", "👍", "\ud800"]


def named(sense: Sense, texts: list[str]) -> list[tuple[Sense, str]]:
    return [(sense, text) for text in texts]


@pytest.mark.parametrize(
    ("sense", "text"),
    named(Sense.YES, YES)
    + named(Sense.NO, NO)
    + named(Sense.MAYBE, MAYBE)
    + named(Sense.WHERE, WHERE)
    + named(Sense.STOP, STOPS)
    + named(Sense.START, STARTS),
)
def test_a_whole_word_is_understood_whoever_writes_it(sense: Sense, text: str) -> None:
    assert meaning_of(text) == Meaning(sense)


@pytest.mark.parametrize("text", UNCLEARS)
def test_what_is_doubtful_is_not_guessed(text: str) -> None:
    assert meaning_of(text, ["nb"]) == UNCLEAR


def test_hostile_text_means_nothing() -> None:
    assert {meaning_of(text, ["nb"]) for text in HOSTILE} == {UNCLEAR}


@pytest.mark.parametrize("text", ["1", " 1 ", "1.", "١", "۱", "१", "1️⃣", "①", "１", "1 takk", "\u200e1\u200e", "(1)"])
def test_a_digit_is_a_digit_in_any_script(text: str) -> None:
    assert meaning_of(text) == Meaning(number=1)


def test_a_word_with_a_number_keeps_both_and_their_order() -> None:
    assert meaning_of("ja 3") == meaning_of("نعم ٣") == meaning_of("Ja, 3!") == Meaning(Sense.YES, 3)
    assert (
        meaning_of("1 = ja") == meaning_of("1: ja") == meaning_of("1) JA") == Meaning(Sense.YES, 1, number_first=True)
    )


def test_a_word_of_two_languages_means_what_it_means_in_hers() -> None:
    assert meaning_of("tak", ["pl"]) == Meaning(Sense.YES)
    assert meaning_of("tak", ["da"]) == meaning_of("tak", ["nb"]) == meaning_of("tak", ["pl", "da"]) == UNCLEAR


def test_stop_all_is_more_than_stop() -> None:
    for text in ["STOPP ALT", "stop all", "Stop alles!", "أوقف الكل", "стоп все", "jooji dhammaan"]:
        assert meaning_of(text) == Meaning(Sense.STOP_ALL)


def test_every_word_of_the_table_means_what_it_says_in_its_language() -> None:
    for language, senses in WORDS.items():
        for sense, phrases in senses.items():
            for phrase in phrases.split(","):
                expected = UNCLEAR if sense is Sense.NOTHING else Meaning(sense)
                assert meaning_of(phrase, [language]) == expected, (language, phrase)


def test_norwegian_now_is_not_kurdish_no() -> None:
    assert normalised("nå") != normalised("na")
    assert normalised("où") == normalised("OU")
