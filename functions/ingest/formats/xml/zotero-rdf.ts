import { type Format, MB, once, whole } from '../format.ts';
import type { XmlSource } from './reading.ts';
import { xml } from './xml.ts';

/** Zotero's RDF, whose papers are elements of many names beside notes, attachments and journals. */
const SOURCE: XmlSource = {
  name: 'zotero-rdf',
  root: /^(?:\w+:)?RDF$/,
  has: /zotero\.org\/namespaces/,
  list: /^RDF$/,
  item: 'item',
  table: {
    title: 'title',
    abstract: 'abstract',
    authors: 'authors.Seq.li.Person.givenName+surname|givenname+surname|surname',
    arxiv: 'identifier.URI.value @about isPartOf.Journal.identifier',
    doi: 'identifier isPartOf.Journal.identifier isPartOf.Book.identifier @about identifier.URI.value',
    url: 'identifier.URI.value @about',
    venue: 'isPartOf.Journal.title isPartOf.Book.title isPartOf.Series.title',
    type: 'itemType',
    published: 'date',
    keywords: 'subject subject.AutomaticTag.value',
  },
};
const reader = xml(SOURCE);

export const zoteroRdf: Format = {
  ...reader,
  maxBytes: 64 * MB,
  async *parse(text) {
    if ('parse' in reader) yield* reader.parse(once(asItems(await whole(text))));
  },
};

const PAPER = /<(\/?)(?:bib:(?:Article|BookSection|Book|Thesis|Report|Document|Manuscript)|rdf:Description)(?=[\s>])/g;
const HOST = /<(bib:(?:Journal|Book)) rdf:about="([^"<>]{1,300})"[^<>]{0,300}>/g;
const PART = /<dcterms:isPartOf rdf:resource="([^"<>]{1,300})"\/>/g;

/** The papers as elements of one name, with the journal that a paper only points to inside it. Several papers in one journal share its ids: they are of none. */
function asItems(text: string): string {
  const hosts = new Map<string, string>();
  for (const { 0: tag, 1: name = '', 2: id = '', index } of text.matchAll(HOST)) {
    const end = text.indexOf(`</${name}>`, index);
    if (end < 0) break;
    if (end - index < 20_000) hosts.set(id, `<${name}>${text.slice(index + tag.length, end)}</${name}>`);
  }
  const used = new Map<string, number>();
  for (const [, id = ''] of text.matchAll(PART)) used.set(id, (used.get(id) ?? 0) + 1);
  return text
    .replace(PART, (part, id: string) => {
      const host = hosts.get(id);
      if (host === undefined) return part;
      const own = used.get(id) === 1 ? host : host.replace(/<dc:identifier>[^<]{0,500}<\/dc:identifier>/g, '');
      return `<dcterms:isPartOf>${own.replaceAll('bib:Book', 'z:Book')}</dcterms:isPartOf>`.replaceAll('\n', ' ');
    })
    .replace(PAPER, '<$1item');
}
