import type { RawRecord } from '../format.ts';

/** arXiv's feeds put the announcement into the text: `arXiv:2604.21935v1 Announce Type: new \nAbstract: …`. */
const ANNOUNCED = /^\s*(?:<p>\s*)?arXiv:(\S+)\s+Announce Type:\s*([\w-]+)\s*(?:Abstract:\s*)?/i;
/** The old feeds put it behind the title: `Title. (arXiv:2107.03419v1 [hep-ex] UPDATED)`. */
const NUMBERED = /\.?\s*\(arXiv:(\S+?)(?:\s+\[[\w.-]+\])?(?:\s+(UPDATED|CROSS LISTED|REPLACED))?\)\s*$/i;

/** A record of an arXiv feed with the announcement taken out of title and abstract, and its id taken from there. */
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
