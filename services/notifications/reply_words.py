"""What whole replies mean, language by language: data only, written as people write it.

A word that means different things in two languages is listed under both; who wrote it then decides.
"""

from enum import StrEnum


class Sense(StrEnum):
    """What a word or phrase says when it is the whole message."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    WHERE = "where"
    STOP = "stop"
    STOP_ALL = "stop_all"
    START = "start"
    NOTHING = "nothing"  # a courtesy that looks like another language's answer


Words = dict[Sense, str]  # phrases, separated by commas

_ANY: Words = {
    Sense.YES: "ok, okay, okey",
    Sense.STOP: "stop, unsubscribe",
    Sense.STOP_ALL: "stop all, stopall",
    Sense.START: "start, unstop",
}
_NB: Words = {
    Sense.YES: "ja, jada, jo, japp, jepp, ja gjerne, gjerne, jeg kommer, ja jeg kommer, kommer, eg kjem, kjem",
    Sense.NO: (
        "nei, neida, nope, kan ikke, nei kan ikke, jeg kan ikke, nei jeg kan ikke, kommer ikke, jeg kommer ikke, "
        "kan ikke komme, jeg kan ikke komme, nei dessverre, dessverre ikke, kan ikkje"
    ),
    Sense.MAYBE: "kanskje, usikker, vet ikke",
    Sense.WHERE: "hvor, hvor er det, hva, info, kor, kor er det",
    Sense.STOP: "stopp, slutt, avmeld, avslutt, meld av, meld meg av",
    Sense.STOP_ALL: "stopp alt, stopp alle, slutt alt",
    Sense.START: "ja igjen, start igjen, meld på, meld meg på",
}
_SV: Words = {
    Sense.YES: "ja, japp, jo, ja gärna, gärna, jag kommer, ja jag kommer, kommer",
    Sense.NO: "nej, nej tyvärr, kan inte, jag kan inte, kommer inte, jag kommer inte",
    Sense.MAYBE: "kanske, osäker, vet inte",
    Sense.WHERE: "var, var är det, vad, info",
    Sense.STOP: "stopp, stoppa, sluta, avsluta, avanmäl, avregistrera",
    Sense.STOP_ALL: "stopp allt, stopp alla, stoppa allt, stoppa alla, sluta med allt",
    Sense.START: "ja igen, starta, börja, starta igen",
}
_DA: Words = {
    Sense.YES: "ja, jep, jo, ja tak, tak ja, gerne, ja gerne, jeg kommer, ja jeg kommer, kommer",
    Sense.NO: "nej, nej tak, tak nej, kan ikke, jeg kan ikke, kommer ikke, jeg kommer ikke, nej desværre",
    Sense.MAYBE: "måske, ved ikke",
    Sense.WHERE: "hvor, hvor er det, hvad, info",
    Sense.STOP: "stop, afmeld, slut, frameld, afmelding",
    Sense.STOP_ALL: "stop alt, stop alle, afmeld alt, afmeld alle",
    Sense.START: "ja igen, tilmeld, start igen",
    Sense.NOTHING: "tak",
}
_NL: Words = {
    Sense.YES: "ja, jawel, ja graag, graag, ik kom, ja ik kom",
    Sense.NO: "nee, nee helaas, helaas niet, ik kan niet, kan niet, ik kom niet",
    Sense.MAYBE: "misschien, weet niet, ik weet het niet",
    Sense.WHERE: "waar, waar is het, wat, info",
    Sense.STOP: "stop, stoppen, afmelden, uitschrijven",
    Sense.STOP_ALL: "stop alles, alles stoppen, alles afmelden",
    Sense.START: "ja weer, opnieuw, aanmelden, begin",
}
_EN: Words = {
    Sense.YES: "yes, y, yeah, yep, yup, sure, i will come, i'm coming, yes i will come, coming",
    Sense.NO: (
        "no, n, nope, sorry no, no sorry, i can't, i cannot, can't, can't come, not coming, i can't come, i cannot "
        "come, i am not coming, i'm not coming"
    ),
    Sense.MAYBE: "maybe, perhaps, not sure, i don't know",
    Sense.WHERE: "where, where is it, what, info, details",
    Sense.STOP: "stop, quit, opt out, optout, stop it, end",
    Sense.STOP_ALL: "stop all, stop everything, unsubscribe all",
    Sense.START: "start, yes again, start again, resume, subscribe",
}
_AR: Words = {
    Sense.YES: "نعم, اي, ايه, ايوه, ايوا, أجل, أكيد, موافق, موافقة, سأحضر, نعم سأحضر",
    Sense.NO: "لا, كلا, لا أستطيع, لن أحضر, لا للأسف, للأسف لا, ما بقدر",
    Sense.MAYBE: "ربما, يمكن, ممكن, لا أعرف, لست متأكدة, لست متأكدا",
    Sense.WHERE: "أين, وين, فين, اين المكان, وين المكان, ماذا, معلومات",
    Sense.STOP: "توقف, أوقف, إيقاف, قف, إلغاء الاشتراك, الغاء الاشتراك, ستوب",
    Sense.STOP_ALL: "أوقف الكل, توقف الكل, إيقاف الكل, أوقف كل شيء",
    Sense.START: "ابدأ, بدء, نعم مجددا, نعم من جديد, استئناف",
}
_FA: Words = {
    Sense.YES: "بله, بلی, آره, بلی می آیم, بله می‌آیم, می‌آیم, می آیم, حتما",
    Sense.NO: "نه, نخیر, خیر, نه خیر, نمی‌آیم, نمی آیم, نمی‌توانم, نمی توانم, متاسفانه نه",
    Sense.MAYBE: "شاید, نمی‌دانم, نمی دانم, ممکن است",
    Sense.WHERE: "کجا, کجاست, کجا است, چی, معلومات, اطلاعات",
    Sense.STOP: "توقف, قطع, لغو اشتراک, استاپ, متوقف",
    Sense.STOP_ALL: "توقف همه, قطع همه, همه را قطع کن, همه را متوقف کن",
    Sense.START: "شروع, آغاز, بله دوباره, بلی دوباره, شروع دوباره",
}
_PS: Words = {
    Sense.YES: "هو, هوکې, بلې, زه راځم, هو راځم, راځم",
    Sense.NO: "نه, نه راځم, نشم راتلای, نه شم راتلای",
    Sense.MAYBE: "ښايي, شاید, کېدای شي, نه پوهېږم",
    Sense.WHERE: "چیرته, چېرته, چیرې, چیرته دی, معلومات",
    Sense.STOP: "ودروه, بند, بند کړه",
    Sense.STOP_ALL: "ټول ودروه, ټول بند کړه",
    Sense.START: "پیل, پیل کړه, بیا پیل کړه, هو بیا",
}
_SO: Words = {
    Sense.YES: "haa, haye, haa waan imanayaa, waan imanayaa, waan imaanayaa",
    Sense.NO: "maya, may, ma imanayo, ma iman karo, maya ma imanayo",
    Sense.MAYBE: "malaha, laga yaabaa, ma hubo, ma garanayo",
    Sense.WHERE: "xaggee, halkee, xagee, waa xaggee, waa halkee, maxay",
    Sense.STOP: "jooji, iska jooji, joojiso, ka bax",
    Sense.STOP_ALL: "jooji dhammaan, dhammaan jooji, wada jooji",
    Sense.START: "bilow, haa mar kale, mar kale bilow",
}
_TI: Words = {
    Sense.YES: "እወ, እው, ሕራይ, ክመጽእ እየ, እወ ክመጽእ እየ",
    Sense.NO: "ኣይፋል, ኣይፋሉን, ኣይፋልን, ኣይኮነን, ኣይመጽእን, ኣይመጽእን እየ, ኣይክእልን",
    Sense.MAYBE: "ምናልባት, ምናልባሽ, ኣይፈልጥን",
    Sense.WHERE: "ኣበይ, ኣበይ እዩ, ኣበይ ኣሎ, እንታይ",
    Sense.STOP: "ደው, ደው ኣብል, ኣቋርጽ, ጠጠው",
    Sense.STOP_ALL: "ኩሉ ደው, ኩሉ ደው ኣብል, ኩሉ ኣቋርጽ",
    Sense.START: "ጀምር, እንደገና ጀምር, እወ እንደገና",
}
_AM: Words = {
    Sense.YES: "አዎ, አዎን, እሺ, እመጣለሁ, አዎ እመጣለሁ",
    Sense.NO: "አይ, አይደለም, አልመጣም, አልችልም, አይ አልመጣም, አይሆንም",
    Sense.MAYBE: "ምናልባት, አላውቅም, እርግጠኛ አይደለሁም",
    Sense.WHERE: "የት, የት ነው, ምን",
    Sense.STOP: "አቁም, አቁሚ, ይቁም, ያቁሙ",
    Sense.STOP_ALL: "ሁሉንም አቁም, ሁሉንም ያቁሙ",
    Sense.START: "ጀምር, እንደገና ጀምር, አዎ እንደገና",
}
_UK: Words = {
    Sense.YES: "так, ага, добре, прийду, так прийду, я прийду",
    Sense.NO: "ні, не прийду, не можу, ні не прийду, ні не можу, на жаль ні",
    Sense.MAYBE: "можливо, може, мабуть, не знаю",
    Sense.WHERE: "де, де це, де це буде, що",
    Sense.STOP: "стоп, відписатися, відписатись, припинити, припиніть",
    Sense.STOP_ALL: "стоп все, стоп усе, припинити все, відписатися від усього",
    Sense.START: "старт, почати, так знову, відновити",
}
_RU: Words = {
    Sense.YES: "да, ага, хорошо, приду, да приду, я приду",
    Sense.NO: "нет, не приду, не могу, нет не приду, нет не могу, к сожалению нет",
    Sense.MAYBE: "может, может быть, возможно, наверное, не знаю",
    Sense.WHERE: "где, где это, где это будет, что",
    Sense.STOP: "стоп, отписаться, отписка, прекратить, хватит",
    Sense.STOP_ALL: "стоп все, стоп всё, прекратить все, отписаться от всего",
    Sense.START: "старт, начать, да снова, возобновить",
}
_TR: Words = {
    Sense.YES: "evet, tamam, olur, geliyorum, geleceğim, evet geliyorum, evet geleceğim",
    Sense.NO: "hayır, yok, olmaz, gelemem, gelmiyorum, gelemiyorum, hayır gelemem",
    Sense.MAYBE: "belki, bilmiyorum, emin değilim",
    Sense.WHERE: "nerede, nerde, neresi",
    Sense.STOP: "dur, durdur, ret, abonelikten çık",
    Sense.STOP_ALL: "hepsini durdur, tümünü durdur",
    Sense.START: "başla, başlat, evet tekrar, tekrar başla",
}
_FR: Words = {
    Sense.YES: "oui, ouais, d'accord, je viens, oui je viens, avec plaisir",
    Sense.NO: "non, non désolée, non désolé, je ne peux pas, je ne viens pas, je ne peux pas venir",
    Sense.MAYBE: "peut-être, peut être, je ne sais pas",
    Sense.WHERE: "où, c'est où, où est-ce, quoi, infos",
    Sense.STOP: "stop, arrêt, arrêter, arrêtez, désabonner, désinscrire",
    Sense.STOP_ALL: "stop tout, arrêter tout, tout arrêter, arrêtez tout",
    Sense.START: "oui à nouveau, oui encore, reprendre, recommencer",
}
_ES: Words = {
    Sense.YES: "sí, claro, voy, sí voy, vale, sí iré, iré",
    Sense.NO: "no, no puedo, no voy, no puedo ir, lo siento no, no lo siento",
    Sense.MAYBE: "quizás, quizá, tal vez, no sé, a lo mejor, puede ser",
    Sense.WHERE: "dónde, dónde es, qué, información",
    Sense.STOP: "stop, alto, baja, darme de baja, parar, detener",
    Sense.STOP_ALL: "stop todo, parar todo, baja de todo, detener todo",
    Sense.START: "sí otra vez, alta, empezar, reanudar",
}
_PL: Words = {
    Sense.YES: "tak, tak przyjdę, przyjdę, dobrze, jasne",
    Sense.NO: "nie, niestety nie, nie mogę, nie przyjdę, nie niestety",
    Sense.MAYBE: "może, być może, nie wiem",
    Sense.WHERE: "gdzie, gdzie to jest, co",
    Sense.STOP: "stop, koniec, wypisz, wypisz mnie, rezygnuję",
    Sense.STOP_ALL: "stop wszystko, wypisz ze wszystkiego, koniec wszystkiego",
    Sense.START: "tak znowu, zacznij, wznów",
}
_KU: Words = {
    Sense.YES: "erê, belê, ere, bele, ez têm, erê ez têm, بەڵێ, ئەرێ, دێم",
    Sense.NO: "na, nexêr, ez nayêm, nikarim, نەخێر, نا, نایەم, ناتوانم",
    Sense.MAYBE: "belkî, dibe, ez nizanim, nizanim, ڕەنگە, لەوانەیە, نازانم",
    Sense.WHERE: "li ku, li ku ye, ku, kû, لە کوێ, کوێ, لە کوێیە",
    Sense.STOP: "rawestîne, bisekine, bisekinîne, bes e, بوەستە, ڕایبگرە",
    Sense.STOP_ALL: "hemûyan rawestîne, hemû rawestîne, هەمووی ڕابگرە",
    Sense.START: "dest pê bike, dîsa dest pê bike, erê dîsa, دەست پێ بکە",
}

WORDS: dict[str, Words] = {
    "und": _ANY,
    "nb": _NB,
    "sv": _SV,
    "da": _DA,
    "nl": _NL,
    "en": _EN,
    "ar": _AR,
    "fa": _FA,
    "prs": _FA,  # Dari shares Persian's written words
    "ps": _PS,
    "so": _SO,
    "ti": _TI,
    "am": _AM,
    "uk": _UK,
    "ru": _RU,
    "tr": _TR,
    "fr": _FR,
    "es": _ES,
    "pl": _PL,
    "ku": _KU,
}

# Said before or after an answer without changing it. Danish "tak" is Polish for yes, so it is not here.
COURTESIES = (
    "takk, tusen takk, mange takk, tack, tack så mycket, mange tak, hei, hej, hi, hello, hallo, thanks, thank "
    "you, please, bedankt, dank je, dank je wel, dank u, dank u wel, sorry, beklager, شكرا, شكرا لك, شكرا لكم, "
    "مرحبا, تشکر, ممنون, سلام, مننه, از شما تشکر, mahadsanid, የቐንየለይ, አመሰግናለሁ, ሰላም, дякую, спасибо, "
    "пожалуйста, будь ласка, teşekkürler, teşekkür ederim, lütfen, merci, merci beaucoup, s'il vous plaît, "
    "bonjour, gracias, muchas gracias, por favor, hola, dziękuję, proszę, spas, سوپاس"
)
