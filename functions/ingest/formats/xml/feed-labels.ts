import type { RawRecord } from '../format.ts';
import { names } from '../names.ts';

/** Text that journals put before an abstract: the paper's citation, DOI and authors. */
const BEFORE = [
  /^[\s\S]{0,4000}?<p>\s*(?:Abstract:\s|<b>ABSTRACT<\/b>\s*<\/p>)/,
  /^\s*Author\(s\): [^<]{2,20000}<br ?\/?>/,
  /^(?:\s*<p>\s*<img[^<>]{0,500}>\s*<\/p>)?\s*<div>\s*<cite>[\s\S]{0,300}?<\/div>\s*<div>\s*DOI: [^<]{5,100}<\/div>\s*$/,
];
/** Text after an abstract: PubMed's ids, the citation of APS. */
const BEHIND = /<p[^>]{0,200}>PMID:<a [\s\S]*$|<br ?\/?>\s*\[[^\]<]{3,100}\] Published [^<]{6,40}$/;
/** The citation that Elsevier's feeds have in place of an abstract. */
const CITATION =
  /^\s*<p>Publication date: [^<]{0,100}<\/p>\s*<p><b>Source:<\/b>[^<]{0,300}<\/p>(?:\s*<p>Author\(s\): ([^<]{0,20000})<\/p>)?\s*/;
const CREDITED = /(?:<p>|^)\s*Authors?(?:\(s\))?: ([^<]{2,20000})<(?:\/p|br ?\/?)>/;
const LABELLED_DOI = /\bdoi:\s*(?:<a [^>]{0,300}>\s*)?(?:https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d{4,9}\/[^\s<>"]{1,200})/i;

/** Removes the labels around the abstract of a journal's record, and takes its DOI and authors from them. */
export function withoutJournalLabels(record: RawRecord): RawRecord {
  const { abstract: text } = record;
  if (!text.includes('<')) return record;
  const credited = CITATION.exec(text)?.[1] ?? CREDITED.exec(text.slice(0, 30_000))?.[1];
  const abstract = [CITATION, ...BEFORE, BEHIND].reduce((left, label) => left.replace(label, ''), text);
  return {
    ...record,
    abstract,
    doi: record.doi ?? LABELLED_DOI.exec(text.slice(0, 3000))?.[1],
    authors: record.authors?.length || credited === undefined ? record.authors : names([credited]),
  };
}

/** The announcement that arXiv's feeds put before the abstract: `arXiv:2604.21935v1 Announce Type: new \nAbstract: …`. */
const ANNOUNCED = /^\s*(?:<p>\s*)?arXiv:(\S+)\s+Announce Type:\s*([\w-]+)\s*(?:Abstract:\s*)?/i;
/** The announcement that old feeds put after the title: `Title. (arXiv:2107.03419v1 [hep-ex] UPDATED)`. */
const NUMBERED = /\.?\s*\(arXiv:(\S+?)(?:\s+\[[\w.-]+\])?(?:\s+(UPDATED|CROSS LISTED|REPLACED))?\)\s*$/i;

/** Moves the announcement of an arXiv record out of its title and abstract: the id to `arxiv`, the kind to `announced`. */
export function withoutAnnouncement(record: RawRecord): RawRecord {
  const [, id, said] = ANNOUNCED.exec(record.abstract) ?? [];
  const [, numbered, before] = NUMBERED.exec(record.title) ?? [];
  return {
    ...record,
    title: record.title.replace(NUMBERED, ''),
    abstract: record.abstract.replace(ANNOUNCED, ''),
    arxiv: record.arxiv ?? id ?? numbered,
    announced: record.announced ?? said ?? before,
  };
}
