"""What Akoma Ntoso says of a text besides its words: FRBR identification, lifecycle, references."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element

from portal.akn_expressions import Expression
from portal.akn_iris import COUNTRY, day_of, expression_iri, number_of, ontology_iri
from portal.akn_words import child
from portal.folding import slug
from portal.links import page_url
from portal.site import Site
from portal.units import Unit
from portal.views import cite_work
from portal.vocabulary import iso_639_2, vocabulary

PUBLISHER, ISSUER, TRANSLATOR = "publisher", "issuer", "translator"
COMPONENT = "!main"
SIGNING = {"chuc-vu": ("role", "TLCRole"), "nguoi-ky": ("person", "TLCPerson")}
"""Units of a signature: the inline element of their words, and what these are declared as."""


class Metadata:
    """Writes the `meta` of a text."""

    def __init__(self, site: Site, iris: Mapping[str, str], text: Expression) -> None:
        self.site = site
        self.corpus = site.corpus
        self.views = site.views[text.language]
        self.iris = iris
        self.text = text
        self.source = site.corpus.source_language

    def write(self, document: _Element) -> None:
        meta = child(document, "meta")
        identification = child(meta, "identification", source=f"#{PUBLISHER}")
        self.work(child(identification, "FRBRWork"))
        self.expression(child(identification, "FRBRExpression"))
        self.manifestation(child(identification, "FRBRManifestation"))
        self.lifecycle(meta)
        self.references(child(meta, "references", source=f"#{PUBLISHER}"))

    # Identification

    def work(self, holder: _Element) -> None:
        """The work; its day is `UNKNOWN_DAY` by the name of `unknown`, where nobody knows it."""
        work, iri = self.text.work, self.iris[self.text.work.id]
        alias = self.site.base_url + page_url(f"documents/{work.id}.md")
        day, name = day_of(work), "issued" if work.issued else "unknown"
        self.core(holder, f"{iri}/{COMPONENT}", iri, alias, day, name, ISSUER)
        child(holder, "FRBRcountry", value=COUNTRY)
        child(holder, "FRBRsubtype", value=work.type)
        if work.number:
            child(holder, "FRBRnumber", value=number_of(work), showAs=work.number)
        child(holder, "FRBRname", value=work.title[self.source])

    def expression(self, holder: _Element) -> None:
        text, iri = self.text, self.text.iri
        author = TRANSLATOR if text.translates else ISSUER
        name = "version" if text.entry else "edited"
        self.core(holder, f"{iri}/{COMPONENT}", iri, text.page, text.day.isoformat(), name, author)
        if text.entry:
            child(holder, "FRBRversionNumber", value=text.entry.version)
        if text.translates:
            child(holder, "FRBRauthoritative", value="false")
        for language in (text.language, *([self.source] if text.foreign else [])):
            child(holder, "FRBRlanguage", language=iso_639_2(language))
        if text.translates:
            child(
                holder,
                "FRBRtranslation",
                href=text.translates,
                fromLanguage=iso_639_2(self.source),
                authoritative="false",
                by=f"#{TRANSLATOR}",
            )

    def manifestation(self, holder: _Element) -> None:
        text, alias = self.text, self.site.base_url + self.text.path
        this, iri, day = f"{text.iri}/{COMPONENT}.xml", f"{text.iri}.xml", text.day.isoformat()
        self.core(holder, this, iri, alias, day, "version" if text.entry else "edited", PUBLISHER)
        child(holder, "FRBRformat", value="application/akn+xml")

    @staticmethod
    def core(
        holder: _Element, this: str, iri: str, alias: str, day: str, name: str, author: str
    ) -> None:
        """What works, expressions, manifestations have in common; `alias` is its address here."""
        child(holder, "FRBRthis", value=this)
        child(holder, "FRBRuri", value=iri)
        child(holder, "FRBRalias", value=alias, name="portal")
        child(holder, "FRBRdate", date=day, name=name)
        child(holder, "FRBRauthor", href=f"#{author}")

    # Lifecycle

    def lifecycle(self, meta: _Element) -> None:
        """An event for each version up to this one; its type is what became of this language."""
        if not self.text.log:
            return
        holder = child(meta, "lifecycle", source=f"#{PUBLISHER}")
        before: str | None = None
        for number, entry in enumerate(self.text.log, start=1):
            digest = entry.text.get(self.text.language)
            promulgator = entry.legal.promulgated_by
            child(
                holder,
                "eventRef",
                eId=f"eventRef_{number}",
                date=entry.date.isoformat(),
                type=event_type(before, digest),
                refersTo=f"#reason_{entry.reason.value}",
                source=f"#by_{promulgator}" if promulgator in self.iris else f"#{PUBLISHER}",
            )
            before = digest or before

    # References

    def references(self, holder: _Element) -> None:
        self.documents(holder)
        self.bodies(holder)
        for unit in self.text.units:
            self.signatory(holder, unit)
        for code in dict.fromkeys(entry.reason.value for entry in self.text.log):
            word = self.views.say(vocabulary("reasons")[code])
            iri = ontology_iri("concept", code.replace("_", "-"))
            child(holder, "TLCConcept", eId=f"reason_{code}", href=iri, showAs=word)
        if self.text.translates:
            state = self.text.translator
            name = f"state-{state}" if state else "translator-unknown"
            iri = ontology_iri("object", f"translation-{state or 'unknown'}")
            said = self.views.words[name]
            child(holder, "TLCObject", eId=TRANSLATOR, href=iri, showAs=said)

    def documents(self, holder: _Element) -> None:
        text = self.text
        if text.log:
            title = self.views.say(text.work.title)
            child(holder, "original", eId="original", href=self.first(), showAs=title)
        for work in dict.fromkeys(entry.legal.promulgated_by for entry in text.log):
            if work and work in self.iris:
                self.document(holder, "passiveRef", "by", work)
        for work in text.cited:
            self.document(holder, "TLCReference", "ref", work, name="cited")

    def first(self) -> str:
        """The IRI of the original as it was first published."""
        iri, log = self.iris[self.text.work.id], self.text.log
        return expression_iri(iri, self.source, log, log[0], log[0].date)

    def document(self, holder: _Element, tag: str, prefix: str, work: str, name: str = "") -> None:
        said = cite_work(self.corpus, self.corpus.works[work], self.text.language)
        iri = self.iris[work]
        child(holder, tag, eId=f"{prefix}_{work}", href=iri, showAs=said, name=name)

    def bodies(self, holder: _Element) -> None:
        """Who issued the work and who publishes it here."""
        authority = self.corpus.authority(self.text.work.issuer)
        agency = self.corpus.agency
        name = agency.name if agency else {}
        ours = [key for key, body in self.corpus.authorities_by_id.items() if body.name == name]
        publisher = ours[0] if ours else slug(name.get(self.source, ""))
        for eid, key, said in (
            (PUBLISHER, publisher, self.views.say(name)),
            (
                ISSUER,
                authority.id if authority else "unknown",
                self.views.say(authority.name) if authority else self.views.words["unknown"],
            ),
        ):
            iri = ontology_iri("organization", key)
            child(holder, "TLCOrganization", eId=eid, href=iri, showAs=said)

    def signatory(self, holder: _Element, unit: Unit) -> None:
        signing = signing_of(unit)
        if signing:
            iri = ontology_iri(signing[0], slug(unit.text) or unit.id)
            child(holder, signing[1], eId=signer_id(unit), href=iri, showAs=unit.text)


def event_type(before: str | None, digest: str | None) -> str:
    """What a version is to a text: its beginning, a change, or neither; by digests of the text."""
    if digest is None or digest == before:
        return ""
    return "amendment" if before else "generation"


def signing_of(unit: Unit) -> tuple[str, str] | None:
    """The elements of a unit that says who signed or in what office."""
    names = (name for name in SIGNING if unit.id == name or unit.id.startswith(f"{name}-"))
    return next((SIGNING[name] for name in names), None)


def signer_id(unit: Unit) -> str:
    return f"signing_{unit.id}"
