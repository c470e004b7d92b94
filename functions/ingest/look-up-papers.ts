import { type Paper, paper } from '../domain/paper.ts';
import { type IngestCounts, reject } from '../domain/receipt.ts';
import type { Sought } from './formats/format.ts';
import { type IngestPorts, savePiece } from './ingest-ports.ts';
import type { Conclusion } from './read-feed.ts';

/** Papers looked up together, and ids that one address asks for. */
const PIECE = 1_000;
const ASKED = 200;

/** Said of papers that a file only names, before anybody looks. */
export const toLookUp = (sought: readonly Sought[]): string =>
  `It names ${sought.length} papers and describes none: on upload they are looked up among those that came before.${answering(sought)}`;

/** The one address whose answer describes these papers. */
function answering(sought: readonly Sought[]): string {
  const ids = sought.flatMap(({ ids }) => ids.flatMap((id) => (id.startsWith('arxiv:') ? [id.slice(6)] : []))).slice(0, ASKED);
  return ids.length === 0
    ? ''
    : ` What is missing comes with the answer of https://export.arxiv.org/api/query?max_results=${ids.length}&id_list=${ids.join(',')} (save it, and upload that).`;
}

/**
 * The conclusion of a file after the papers that it only names were taken from the store, as news of `newsOf`. What is not there
 * is set aside by name. A list of titles is one when the store knows half of them: else it stays refused.
 */
export async function lookedUp(
  ports: Pick<IngestPorts, 'save' | 'getMany'>,
  conclusion: Conclusion,
  newsOf: string | undefined,
  saved: IngestCounts,
): Promise<Conclusion> {
  const { sought = [], outcome, listedOn } = conclusion;
  const found: Paper[] = [];
  const missing: Sought[] = [];
  for (let at = 0; at < sought.length; at += PIECE) {
    const piece = sought.slice(at, at + PIECE);
    const stored = await ports.getMany(piece.flatMap(({ ids }) => ids));
    const known = new Set(stored.flatMap(({ ids }) => ids));
    missing.push(...piece.filter(({ ids }) => !ids.some((id) => known.has(id))));
    // What the store adds of its own is not a record's.
    found.push(...stored.map((one) => ({ ...paper.parse(one), ...(listedOn ? { listedOn } : {}) })));
  }
  if (sought.length === 0 || (outcome === 'refused' && 2 * found.length < sought.length)) return conclusion;
  const { counts } = saved;
  const described = counts.new + counts.updated + counts.unchanged > 0;
  await savePiece(ports, found, newsOf, saved);
  for (const { at, words } of missing) reject(saved, { at, reason: `not among the papers that came before: ${words}` });
  const left = missing.length > 0 ? `${missing.length} of ${sought.length} papers are not known yet.${answering(missing)}` : '';
  const { reason: before, ...about } = conclusion;
  const told = [outcome === 'refused' ? '' : before, left].filter(Boolean).join(' ');
  return { ...about, outcome: described || found.length > 0 ? 'accepted' : 'refused', ...(told ? { reason: told } : {}) };
}
