import { type Paper, paper } from '../domain/paper.ts';
import { type IngestTally, reject } from '../domain/receipt.ts';
import type { Sought } from './formats/format.ts';
import { type IngestPorts, savePiece } from './ingest-ports.ts';
import type { Conclusion } from './read-feed.ts';

/** Papers looked up together, and ids in one arXiv address. */
const IDS_AT_ONCE = 1_000;
const MOST_QUERY_IDS = 200;

/** What `parse` says of a file that only names papers, before they are looked up. */
export const lookUpNotice = (sought: readonly Sought[]): string =>
  `It names ${sought.length} papers and describes none. On upload they are looked up among the papers that came before.${arxivQueryFor(sought)}`;

/** A sentence with the address at arXiv that describes these papers; empty if none has an arXiv id. */
function arxivQueryFor(sought: readonly Sought[]): string {
  const ids = sought
    .flatMap(({ ids }) => ids.flatMap((id) => (id.startsWith('arxiv:') ? [id.slice(6)] : [])))
    .slice(0, MOST_QUERY_IDS);
  return ids.length === 0
    ? ''
    : ` To add the missing ones, save the answer of https://export.arxiv.org/api/query?max_results=${ids.length}&id_list=${ids.join(',')} and upload it.`;
}

/**
 * Looks up the papers that a file only names, and saves those that the store has as news of `newsOf`. Adds to `saved`, with the
 * missing ones as rejections. Returns the file's new conclusion. A refused file is accepted as a list of titles if the store knows
 * half of them.
 */
export async function lookUpPapers(
  ports: Pick<IngestPorts, 'save' | 'getMany'>,
  conclusion: Conclusion,
  newsOf: string | undefined,
  saved: IngestTally,
): Promise<Conclusion> {
  const { sought = [], outcome, listedOn } = conclusion;
  const found: Paper[] = [];
  const missing: Sought[] = [];
  for (let at = 0; at < sought.length; at += IDS_AT_ONCE) {
    const piece = sought.slice(at, at + IDS_AT_ONCE);
    const stored = await ports.getMany(piece.flatMap(({ ids }) => ids));
    const known = new Set(stored.flatMap(({ ids }) => ids));
    missing.push(...piece.filter(({ ids }) => !ids.some((id) => known.has(id))));
    // `paper.parse` drops the fields that only the store adds.
    found.push(...stored.map((one) => ({ ...paper.parse(one), ...(listedOn ? { listedOn } : {}) })));
  }
  if (sought.length === 0 || (outcome === 'refused' && 2 * found.length < sought.length)) return conclusion;
  const { counts } = saved;
  const described = counts.new + counts.updated + counts.unchanged > 0;
  await savePiece(ports, found, newsOf, saved);
  for (const { at, words } of missing) reject(saved, { at, reason: `not among the papers that came before: ${words}` });
  const left =
    missing.length > 0 ? `${missing.length} of ${sought.length} papers are not known yet.${arxivQueryFor(missing)}` : '';
  const { reason: before, ...about } = conclusion;
  const told = [outcome === 'refused' ? '' : before, left].filter(Boolean).join(' ');
  return { ...about, outcome: described || found.length > 0 ? 'accepted' : 'refused', ...(told ? { reason: told } : {}) };
}
