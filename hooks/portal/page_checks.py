"""Checks of single pages of a built site: each tells, of everything it looks at, whether it is so.

A check is named after its function, with hyphens; `checks.yml` says in words what it looks for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from urllib.parse import urljoin

from lxml.etree import _Element

from portal.built import BuiltPage, HtmlPage, squeezed, without_digest, words_of, xpath
from portal.citations import finder_of
from portal.dates import display_date
from portal.links import localised_url, page_url
from portal.model import Force
from portal.site import OF_REQUIREMENTS
from portal.strings import strings
from portal.units import Unit
from portal.views import capitalised, cite_work

Sight = tuple[bool, str]
"""Whether one thing is as it should be, and what it is."""
PageCheck = Callable[[BuiltPage], Iterator[Sight]]
HtmlCheck = Callable[[HtmlPage], Iterator[Sight]]
"""One that needs nothing but the page: it sees the same as long as that is the same."""
VIETNAMESE = re.compile(
    r"(?<![^\W\d_])[^\W\d_]*[ăâêôơưđảạấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹĩ][^\W\d_]*",
    re.IGNORECASE,
)
"""Words with letters that only Vietnamese has, among the languages of portals."""
SYMBOL = re.compile(r"(?<!\w)[\w.]*\d[\w.]*[/-][\w/&-]+|(?<!\w)[A-ZĐ]{1,6}-[A-ZĐ]{2,}")
"""Numbers of documents and parts of them, which are the same in every language."""
STATE_SYMBOL = re.compile(r"\d+(?:\.\d+)?[a-zđ]?/(?:(?:19|20)\d\d/)?[A-ZĐ][\w&]*(?:-[A-ZĐ][\w&]*)*")
PARTY_SYMBOL = re.compile(r"\d+-[A-ZĐ][\w&]*/[A-ZĐ][\w&]*(?:/[A-ZĐ][\w&]*)*")
MONTHS = ("01", "02", *map(str, range(3, 13)))
"""As Vietnamese dates write them."""
NUMERIC_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
DUBLIN_CORE = ["title", "creator", "subject", "description", "publisher", "date", "identifier"]
DUBLIN_CORE += ["source", "language"]
NOT_OUR_TAGS = frozenset(["a", "article", "blockquote", "mark", "table"])
NOT_OUR_CLASSES = frozenset(["quote", "kick", "lead", "cards", "mast", "ed", "u", "t"])
"""Elements whose words are, or may be, those of the documents themselves."""
MOVING = ("<marquee", "<blink", "<video", "<audio", "autoplay")
OF_TEXT = ".//text()[not(ancestor::*[@class='m' or @class='aid' or @class='told'])]"
"""The words in an element less our notes and aids."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SIGNATORY = "nguoi-ky"
"""The passage with the name of a person, which is not translated."""


def register_facts(page: BuiltPage) -> Iterator[Sight]:
    """Whoever looks a document up sees each fact, or reads that it is not known."""
    if not page.work:
        return
    for key in ("type", "number", "issued", "effective", "issuer", "status", "full-text", "file"):
        yield bool(fact(page, page.words[key])), page.words[key]
    summary = page.site.views[page.language].summaries[page.work]
    shown = page.text("//*[@class='mast']").casefold()
    yield bool(page.has_text or summary.title.casefold() in shown), page.words["title"]


def fact(page: BuiltPage, name: str) -> str:
    """What the list of facts about a work says under a name."""
    return page.text(f"//dl[@id='facts']/div[dt='{name}']/dd")


def text_is_whole(page: BuiltPage) -> Iterator[Sight]:
    """The text is there to be read, searched and copied, all of it."""
    if not page.has_text or page.is_foreign:
        return
    text = page.site.corpus.text_of(page.work or "", page.language)
    elements = {element.get("id"): element for element in page.all("//article//*[@id]")}
    elements |= {e.get("id"): e for e in page.all("//*[@class='mast']//*[@id]")}
    for unit in text.text.units if text else ():
        element = elements.get(unit.id)
        yield element is not None and holds(element, unit), f"#{unit.id}"


def holds(element: _Element, unit: Unit) -> bool:
    """Whether the words of a passage, less our notes and aids, are those of the text."""
    return "".join(unit.text.split()) in "".join("".join(xpath(OF_TEXT)(element)).split())


def publisher_and_source(page: BuiltPage) -> Iterator[Sight]:
    """Who answers for the words, and where they come from, is said where they are read."""
    agency, views = page.site.corpus.agency, page.site.views[page.language]
    foot = page.text("//footer[@class='foot']")
    yield bool(agency) and views.say(agency.name if agency else None) in foot, page.words["issuer"]
    source = squeezed(page.site.frame(page.path, page.language).source)
    yield f"{page.words['source']}: {source}" in foot, page.words["source"]


def dates_of_page(page: BuiltPage) -> Iterator[Sight]:
    """Readers see how old a page is."""
    frame = page.site.frame(page.path, page.language)
    days = page.values("//footer[@class='foot']//time/@datetime")
    yield frame.updated_iso in days, page.words["updated"]
    yield frame.published_iso in days, page.words["published"]


def publishing_deadline(page: BuiltPage) -> Iterator[Sight]:
    """A text that is held says by when it had to be published, or why that is not known."""
    if page.has_text:
        told = fact(page, page.words["publish-by"])
        due = page.site.views[page.language].publish_by(page.site.corpus.works[page.work or ""])
        wanted = display_date(due, page.language) if due else page.words["not-computable"]
        yield wanted in told, page.words["publish-by"]


def notice_on_translations(page: BuiltPage) -> Iterator[Sight]:
    """No translation is mistaken for the official text."""
    if page.is_translation:
        key = "fallback-title" if page.is_foreign else "notice"
        notice = page.text("//main//*[@class='say']")
        yield page.words[key] in notice, page.words[key]
    if page.is_translation and not page.is_foreign:
        targets = page.values("//main//*[@class='say']//a[@hreflang]/@href")
        yield page_url(page.path) in resolved(page, targets), page.words["notice-link"]


def passages_lead_to_original(page: BuiltPage) -> Iterator[Sight]:
    """From each passage of a translation one step leads to the very passage that prevails."""
    if not (page.is_translation and page.has_text):
        return
    source = page.site.corpus.source_language
    links = resolved(page, page.values(f"//*[@class='tools']//a[@hreflang='{source}']/@href"))
    text = page.site.corpus.text_of(page.work or "", source)
    for unit in text.text.units if text else ():
        yield f"{page_url(page.path)}#{unit.id}" in links, f"#{unit.id}"


def resolved(page: BuiltPage, targets: list[str]) -> set[str]:
    """Addresses from the root of the site that links on a page lead to."""
    return {urljoin(f"//x/{page.url}", target).removeprefix("//x/") for target in targets}


def print_and_save(page: BuiltPage) -> Iterator[Sight]:
    """Every document can be printed and taken home."""
    if page.work:
        yield bool(page.all("//main//button[@data-print]")), page.words["print"]
        yield bool(page.all("//main//a[@download]")), page.words["save"]


def neighbours_linked(page: BuiltPage) -> Iterator[Sight]:
    """The way to the bodies above and beside the agency is there and right."""
    agency = page.site.corpus.agency
    if page.path != "contact.md" or not agency:
        return
    links = {a.get("href"): squeezed(words_of(a)) for a in page.all("//*[@id='neighbours']//a")}
    say = page.site.views[page.language].say
    for other in (*agency.superior, *agency.related):
        yield links.get(other.address) == say(other.name), other.address
    for key in ("superior", "related"):
        if not getattr(agency, key):
            told = page.text(f"//*[@id='neighbours']//div[h3='{page.words[key]}']")
            yield page.words["not-provided-links"] in told, page.words[key]


def agency_named(page: BuiltPage) -> Iterator[Sight]:
    """Whoever reads any page knows whose it is and how they are reached, or that it is unknown."""
    foot = page.text("//footer[@class='foot']")
    for name, value in page.site.foot_facts(page.language):
        yield f"{name}: {value}." in foot, name


def home_has_its_parts(page: BuiltPage) -> Iterator[Sight]:
    """The home page names the agency in full, and has a menu and a main part."""
    agency = page.site.corpus.agency
    if page.path == "index.md" and agency:
        name = page.site.views[page.language].say(agency.name)
        yield name in page.text("//main//*[@class='mast']"), name
        yield bool(page.all("//header//nav//a")), "nav"
        yield bool(page.all("//main//h2")), "main"


def report_offered(page: BuiltPage) -> Iterator[Sight]:
    """Who sees an error can tell it from there, or reads that nobody listens yet."""
    wanted = without_digest(page.site.report(page.path, page.language), page.site.corpus)
    if not wanted:
        told = page.text("//footer[@class='foot']")
        yield page.words["report-nowhere"] in told, page.words["report"]
        return
    offered = page.values("//footer[@class='foot']//a/@href")
    yield wanted in offered, page.words["report"]
    text = page.site.corpus.text_of(page.work or "", page.language) if page.has_text else None
    beside = set(page.values("//*[@class='tools']//a/@href"))
    for unit in text.text.units if text else ():
        yield page.site.report(page.path, page.language, unit) in beside, f"#{unit.id}"


def answer_time_told(page: BuiltPage) -> Iterator[Sight]:
    """Whoever writes knows when to expect an answer."""
    agency = page.site.corpus.agency
    if page.path == "contact.md":
        days = agency.answer_within if agency else None
        told = page.words["answered-within"].format(days=days or 0)
        yield bool(days) and told in page.text("//*[@id='report']"), page.words["report"]


def rating_told(page: BuiltPage) -> Iterator[Sight]:
    """Readers can say how satisfied they are, or read that it is not offered."""
    agency = page.site.corpus.agency
    if page.path == "contact.md" and agency:
        rating = page.all("//*[@id='rating']")
        offered = bool(rating) and agency.rating in rating[0].xpath(".//a/@href")
        told = bool(rating) and page.words["rating-none"] in words_of(rating[0])
        yield offered if agency.rating else told, page.words["rating"]


# Metadata and language


def metadata_filled(page: HtmlPage) -> Iterator[Sight]:
    """Libraries and search engines know what a page is."""
    given = {m.get("name"): m.get("content") for m in page.all("//head/meta[@name]")}
    for name in DUBLIN_CORE:
        yield bool((given.get(f"DC.{name}") or "").strip()), f"DC.{name}"
    yield bool(given.get("description")), "description"
    shown = page.original if page.is_foreign else page.language
    yield given.get("DC.language") == shown, "DC.language"


def metadata_in_language(page: HtmlPage) -> Iterator[Sight]:
    """What a search engine shows of a translated page is in its language."""
    if page.is_translation and not page.is_foreign:
        for meta in page.all("//head/meta[@content][@name or @property]"):
            foreign = vietnamese_in(meta.get("content") or "")
            name = meta.get("name") or meta.get("property") or ""
            yield not foreign, f"{name}: {foreign[0] if foreign else ''}"


def vietnamese_in(text: str) -> list[str]:
    """The words of a text that can be no others, without the numbers of documents."""
    strange = " ".join(word for word in text.split() if not word.isascii())
    return VIETNAMESE.findall(SYMBOL.sub("", strange))


def text_is_nfc(page: HtmlPage) -> Iterator[Sight]:
    """The same word is the same bytes: it can be found, compared and copied."""
    if unicodedata.is_normalized("NFC", page.html):
        yield True, ""
    else:
        yield False, next(w for w in page.html.split() if not unicodedata.is_normalized("NFC", w))


def language_said(page: HtmlPage) -> Iterator[Sight]:
    """Screen readers speak each passage in its own language."""
    yield page.tree.get("lang") == page.language, f"lang={page.tree.get('lang')}"
    if page.is_translation and page.original == "vi":
        names = page.text(f"//*[@id='{SIGNATORY}']")
        foreign = [w for w in vietnamese_in(page.said_in(page.language)) if w not in names]
        yield not foreign, " ".join(foreign[:5])


# Reading for everyone


def images_described(page: HtmlPage) -> Iterator[Sight]:
    """Who cannot see a picture is told what it shows, or that it shows nothing."""
    for image in page.all("//img | //svg[not(ancestor::svg)]"):
        described = image.get("alt") is not None or bool(
            image.get("aria-label") or image.get("aria-hidden") or image.get("aria-labelledby")
        )
        yield described, image.get("src") or "svg"


def links_say_where(page: HtmlPage) -> Iterator[Sight]:
    """A list of links read aloud makes sense."""
    vague = {*strings("audit", page.language)["vague"].split("|")}
    for link in page.all("//a[@href]"):
        name = link.get("aria-label") or words_of(link).strip() or "".join(alts(link))
        yield bool(name) and name.casefold() not in vague, link.get("href") or ""


def alts(link: _Element) -> list[str]:
    """What is said of the pictures in a link."""
    return [image.get("alt") or "" for image in link.iter("img")]


def headings_in_order(page: HtmlPage) -> Iterator[Sight]:
    """Who jumps from heading to heading skips nothing."""
    levels = [int(str(h.tag)[1]) for h in page.tree.iter(*HEADINGS) if seen(h)]
    yield levels.count(1) == 1, f"h1 × {levels.count(1)}"
    for one, two in pairwise(levels):
        yield two <= one + 1, f"h{one} → h{two}"


def seen(heading: _Element) -> bool:
    return next(heading.iterancestors("dialog"), None) is None


def tables_have_heads(page: HtmlPage) -> Iterator[Sight]:
    """Each cell of a table is read with what it is about."""
    for table in page.all("//table"):
        yield table.find("caption") is not None or bool(table.get("aria-label")), "caption"
        yield any(cell.get("scope") is not None for cell in table.iter("th")), "th"


def states_in_words(page: HtmlPage) -> Iterator[Sight]:
    """No status is told by its colour alone."""
    for mark in page.all("//*[@data-st][contains(@class, 'st')]"):
        yield bool(words_of(mark).strip()), mark.get("data-st") or ""


def fits_phones(page: HtmlPage) -> Iterator[Sight]:
    """A page is as wide as the screen, and can be enlarged."""
    said = "".join(page.values("//head/meta[@name='viewport']/@content"))
    free = not re.search(r"maximum-scale|user-scalable\s*=\s*(?:no|0)", said)
    yield "width=device-width" in said and free, said


def nothing_moves(page: HtmlPage) -> Iterator[Sight]:
    """Nothing blinks, slides or plays by itself."""
    suspect = page.html if any(name in page.html for name in MOVING) else ""
    found = re.search(r"<(?:marquee|blink|video|audio)\b|\sautoplay\b", suspect)
    yield not found, found[0] if found else ""


def no_third_party(page: HtmlPage) -> Iterator[Sight]:
    """Nobody else learns what a reader reads."""
    loaded = page.values(
        "//script/@src | //img/@src | //iframe/@src | //source/@src | //object/@data"
    )
    loaded += page.values(
        "//link[not(@rel='canonical' or @rel='alternate' or @rel='schema.DC')]/@href"
    )
    loaded += page.values("//form/@action")
    for address in loaded:
        yield not re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", address, re.IGNORECASE), address
    inline = page.values("//script[not(@src) and not(@type='application/ld+json')]/text()")
    yield not inline, "script"


# Citations, dates, statuses


def citations_complete(page: BuiltPage) -> Iterator[Sight]:
    """A work can be cited as the rules ask: type, number, date, issuer, title."""
    if page.work:
        quotes = page.text("//*[@class='quote']")
        for language in page.site.corpus.languages:
            form = squeezed(
                cite_work(page.site.corpus, page.site.corpus.works[page.work], language)
            )
            yield form in quotes, language


def own_citations_complete(page: BuiltPage) -> Iterator[Sight]:
    """In our own words a document is first cited in full, later by type and number."""
    is_ours = page.path not in page.site.generated or page.path in OF_REQUIREMENTS[1:]
    if page.work or page.is_foreign or not is_ours:
        return
    works = page.site.corpus.works
    finder = finder_of(page.site.corpus, page.language)
    known: set[str] = set()
    for citation in finder.find(page.text("//main")):
        form = citation.form
        if form is None or not form.number or form.is_short:
            continue
        full = form.type is not None
        if citation.target and citation.target not in known:
            full = full and bool(form.date or not works[citation.target].issued)
            full = full and bool(form.issuer or not works[citation.target].issuer)
            full = full and form.title is not None
            known.add(citation.target)
        yield full, citation.text


def dates_written(page: HtmlPage) -> Iterator[Sight]:
    """Dates of ours are written as the rules have them, and machines read them too."""
    for element in page.all("//time"):
        day, shown = date.fromisoformat(element.get("datetime") or ""), squeezed(words_of(element))
        by_rule = f"{day.day:02}/{MONTHS[day.month - 1]}/{day.year}"
        wanted = by_rule if page.language == "vi" else display_date(day, page.language)
        yield shown == wanted, shown
    if page.language == "vi" and page.is_ours and NUMERIC_DATE.search(page.html):
        own: list[str] = []
        for main in page.all("//main"):
            collect_our_words(main, own)
        for match in NUMERIC_DATE.finditer("\n".join(own)):
            yield len(match[1]) == 2 and match[2] in MONTHS, match[0]


def collect_our_words(element: _Element, own: list[str]) -> None:
    """Adds the words of an element that are not those of documents, bit by bit."""
    if element.tag in NOT_OUR_TAGS or element.get("class") in NOT_OUR_CLASSES:
        return
    if words := element.text:
        own.append(words)
    for child in element:
        collect_our_words(child, own)
        if words := child.tail:
            own.append(words)


def statuses_evidenced(page: BuiltPage) -> Iterator[Sight]:
    """No status without who found it where and when; what is not known is said to be unknown."""
    if not page.work:
        return
    status = page.site.corpus.works[page.work].status
    view = page.site.views[page.language].status(status)
    told = page.text("//section[h2='" + page.words["status-then-and-now"] + "']")
    yield capitalised(view.word) in told, view.word
    if status.code is Force.not_applicable:
        yield page.words["party-no-claim"] in told, page.words["party-no-claim"]
    elif status.checked:
        yield view.checked in told, page.words["checked"].format(date=view.checked)
        found = page.text("//section[h2='" + page.words["found"] + "']")
        yield bool(view.sources), page.words["found"]
        for source in view.sources:
            yield source.read_at in found and source.retrieved in found, source.read_at
    else:
        yield page.words["never-checked"] in told, page.words["never-checked"]


def addresses_stable(page: BuiltPage) -> Iterator[Sight]:
    """A page says at which address it stays, and that address leads to it."""
    frame = page.site.frame(page.path, page.language)
    wanted = page.site.base_url + localised_url(
        frame.canonical, frame.language, page.site.corpus.languages
    )
    yield bool(page.html), "index.html"
    yield page.values("//head/link[@rel='canonical']/@href") == [wanted], wanted


def symbols_formed(page: BuiltPage) -> Iterator[Sight]:
    """Numbers have the form that the rules give them, so that they can be found."""
    number = page.site.corpus.works[page.work].number if page.work else None
    if number and not page.is_translation:
        form = STATE_SYMBOL.fullmatch(number) or PARTY_SYMBOL.fullmatch(number)
        shown = number in page.text("//*[@id='facts']//*[@class='no']")
        yield bool(form) and shown, number


HTML_CHECKS: dict[str, HtmlCheck] = {
    check.__name__.replace("_", "-"): check
    for check in (
        metadata_filled,
        metadata_in_language,
        text_is_nfc,
        language_said,
        images_described,
        links_say_where,
        headings_in_order,
        tables_have_heads,
        states_in_words,
        fits_phones,
        nothing_moves,
        no_third_party,
        dates_written,
    )
}
OTHER_CHECKS: dict[str, PageCheck] = {
    check.__name__.replace("_", "-"): check
    for check in (
        register_facts,
        text_is_whole,
        publisher_and_source,
        dates_of_page,
        publishing_deadline,
        notice_on_translations,
        passages_lead_to_original,
        print_and_save,
        neighbours_linked,
        agency_named,
        home_has_its_parts,
        report_offered,
        answer_time_told,
        rating_told,
        citations_complete,
        own_citations_complete,
        statuses_evidenced,
        addresses_stable,
        symbols_formed,
    )
}
PAGE_CHECKS: dict[str, PageCheck] = {**HTML_CHECKS, **OTHER_CHECKS}
