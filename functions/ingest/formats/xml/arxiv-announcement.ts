import type { RawRecord } from '../format.ts';

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
