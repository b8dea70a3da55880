"""Arabic place names that no table knows, in Latin letters: a plain scheme, as the press writes such names.

Arabic leaves short vowels and doubled letters unwritten, so this is a fair guess, never a reviewed spelling. The span
of the mention keeps the words as they stand.
"""

from __future__ import annotations

from functools import lru_cache

from bilan.search.words import fold, words

_CONSONANTS = dict(zip("بتثجحخدذرزسشصضطظعغفقكلمنهءئؤ", ["b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "-", "gh", "f", "q", "k", "l", "m", "n", "h", "-", "-", "-"], strict=True))  # fmt: skip
_VOWELS = {"ا": "a", "و": "u", "ي": "i", "ه": "a"}
# First words of names, and names of people that places bear; folded: hamza, ى and ة are written plainly.
_USUAL = {fold(k): v for k, v in {
    "أم": "Umm", "أبو": "Abu", "أبي": "Abi", "تل": "Tal", "عين": "Ain", "دير": "Deir", "بيت": "Beit", "كفر": "Kafr", "خان": "Khan",
    "رأس": "Ras", "شيخ": "Sheikh", "سيدة": "Sayyida", "زينب": "Zaynab", "صابرين": "Sabreen", "نوروز": "Newroz", "زيتون": "Zaytun", "زيتونة": "Zaytuna", "باب": "Bab", "وادي": "Wadi", "جبل": "Jabal", "سهل": "Sahl", "جسر": "Jisr", "معرة": "Maarat", "عرب": "Arab", "جديدة": "Jadidat",
    "خربة": "Khirbet", "برج": "Burj", "بئر": "Bir", "قلعة": "Qalaat", "بنت": "Bint", "ابن": "Ibn", "بن": "Bin", "قصر": "Qasr",
    "حسن": "Hassan", "حسين": "Hussein", "علي": "Ali", "محمد": "Muhammad", "أحمد": "Ahmad", "محمود": "Mahmoud", "عمر": "Omar", "عثمان": "Othman",
    "إبراهيم": "Ibrahim", "يوسف": "Yusuf", "خليل": "Khalil", "موسى": "Musa", "عيسى": "Issa", "الله": "Allah", "الدين": "al-Din",
    "الرحمن": "al-Rahman", "الرحمة": "al-Rahma", "السلام": "al-Salam", "النور": "al-Nour", "الحسين": "al-Hussein", "كويت": "Kuwait", "كبير": "Kabir", "كبيرة": "Kabira",
    "شهداء": "Shuhada", "نصر": "Nasr", "بكر": "Bakr", "عبد": "Abd", "حمزة": "Hamza", "مصطفى": "Mustafa", "عمار": "Ammar", "قدس": "Quds",
    "مريم": "Maryam", "الهوى": "al-Hawa", "فاطمة": "Fatima", "خالد": "Khalid", "سعيد": "Said", "كريم": "Karim", "نعيم": "Naim", "رشيد": "Rashid", "ياسين": "Yasin", "سليمان": "Sulayman", "داود": "Dawud", "زكريا": "Zakariya", "بلال": "Bilal", "جعفر": "Jaafar", "سعد": "Saad", "وليد": "Walid",
    "الخضار": "vegetable", "الخضرة": "vegetable", "المحروقات": "fuel", "الوقود": "fuel", "الأغنام": "sheep", "الغنم": "sheep", "الماشية": "livestock", "المواشي": "livestock", "السمك": "fish", "الذهب": "gold",
    "حرية": "Hurriya", "ثورة": "Thawra", "جمهورية": "Jumhuriya", "بحر": "Bahr", "نهر": "Nahr", "عرض": "Ard", "شرق": "Sharq", "غرب": "Gharb",
    "تحتا": "Tahta", "فوقا": "Fawqa", "فوقاني": "Fawqani", "تحتاني": "Tahtani", "شمالي": "Shamali", "جنوبي": "Janubi", "شرقي": "Sharqi", "غربي": "Gharbi",
}.items()}  # fmt: skip
_AFTER = {fold(k): v for k, v in {
    "مخيم": "camp", "مخيمات": "camps", "مستشفى": "hospital", "مشفى": "hospital", "مدرسة": "school", "مسجد": "mosque", "جامع": "mosque",
    "كنيسة": "church", "جامعة": "university", "سجن": "prison", "سوق": "market", "مزرعة": "farm", "ساحة": "square", "دوار": "roundabout",
    "شارع": "street", "مطار": "airport", "معبر": "crossing", "حاجز": "checkpoint", "بادية": "desert", "قاعدة": "base",
}.items()}  # fmt: skip


@lru_cache(maxsize=50_000)
def romanise(name: str) -> str:
    """A name in Latin letters; a word that says what the place is comes after it, in English.

    >>> romanise("تل الرمان"), romanise("الخالدية"), romanise("مخيم أبو طاحون"), romanise("قرميدة")
    ('Tal al-Raman', 'Al-Khalidiya', 'Abu Tahun camp', 'Qarmida')
    """
    cut = [w.folded for w in words(name)]
    tail = _AFTER.get(cut[0], "") if len(cut) > 1 else ""
    said = [_word(w, n == 0) for n, w in enumerate(cut[1:] if tail else cut)]
    return " ".join([*said, *([tail] if tail else [])])


def _word(word: str, opens: bool) -> str:
    if word in ("الشيخ", "السيده"):
        word = word[2:]
    if word in _USUAL:
        said = _USUAL[word]
        return said[:1].upper() + said[1:] if opens else said
    article = word.startswith("ال") and len(word) > 4
    bare = word[2:] if article else word
    said = ("" if bare == "جديده" else _USUAL.get(bare, "")) or _spelled(bare).capitalize()
    return f"{'Al' if opens else 'al'}-{said}" if article else said


def _spelled(word: str) -> str:
    """The letters of one word, with a short vowel wherever a syllable wants one.

    >>> _spelled("مالد"), _spelled(fold("زعفرانة")), _spelled("رويشد")
    ('malid', 'zafarana', 'ruwayshid')
    """
    out: list[str] = []
    vowel = ""  # the vowel just written: a short one of ours is "'", a written one itself
    i, n = 0, len(word)
    while i < n:
        sound, step, consonant = _sound(word, i)
        if not consonant:
            out.append(sound)
            vowel = sound[-1] if i else "'"
            i += step
            continue
        out.append(sound)
        i += step
        if i >= n or not _sound(word, i)[2]:
            vowel = ""
        elif vowel == "'":
            vowel = ""  # it closes the syllable
        else:
            out.append("i" if vowel in ("a", "y") else "a")
            vowel = "'"
    return "".join(out).replace("-", "")


def _sound(word: str, i: int) -> tuple[str, int, bool]:
    """The sound at letter `i`, how many letters it takes, whether it is a consonant."""
    letter, after = word[i], word[i + 1 : i + 2]
    last = i + 1 == len(word)
    if letter in "وي":
        if letter == "و" and i and after == "ي" and i + 2 < len(word) and word[i + 2] not in _VOWELS:
            return "uway", 2, False
        if letter == "ي" and i and word[i + 1 :] in ("ه", "ات"):
            return "iya", 2, False
        ends = after == "ه" and i + 2 == len(word)
        if i == 0 or ends or after == "ا" or (after and after in "وي" and letter == "و") or word[i - 1] == "ا":
            return "w" if letter == "و" else "y", 1, True
        return _VOWELS[letter], 1, False
    if letter == "ا" or (letter == "ه" and last and i > 1):
        return "a", 1, False
    return _CONSONANTS.get(letter, letter), 1, True
