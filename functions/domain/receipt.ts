import * as z from 'zod';
import { REVISED } from './standing.ts';

/** A rejected record: its place in the feed ("line 12", "item 3"), and the reason in words for the publisher. */
const rejection = z.object({ at: z.string(), reason: z.string() });
export type Rejection = z.infer<typeof rejection>;

/** How many rejections a receipt lists, and how many kinds of reasons it counts separately. */
const REJECTIONS_SHOWN = 100;
const REASONS_COUNTED = 50;

/** What became of the records, in numbers. */
const counts = z.object({
  new: z.int(),
  updated: z.int(),
  /** Papers that the store has already, with the same content. */
  unchanged: z.int(),
  /** Records merged into an earlier record of the same piece of the feed. */
  duplicates: z.int(),
  rejected: z.int(),
  /** Papers that were cut to fit the table. */
  shortened: z.int(),
});

/** What became of the records of a feed, or of a range of it. */
const ingestTally = z.object({
  counts,
  /** The first rejections. */
  rejected: z.array(rejection),
  /** All rejections, counted by kind of reason. */
  reasons: z.record(z.string(), z.int()),
  /** How many papers lack something, or are no news: `no abstracts`. */
  remarks: z.record(z.string(), z.int()).optional(),
});
export type IngestTally = z.infer<typeof ingestTally>;

/** What became of one upload. */
export const receipt = ingestTally.extend({
  /** `<event time>#<sequencer>`, so receipts sort by upload. */
  id: z.string(),
  key: z.string(),
  eTag: z.string(),
  /** As uploaded. */
  bytes: z.int().optional(),
  /**
   * `reading`: a snapshot whose ranges are still being read. `skipped`: the object was deleted or overwritten before it was read.
   */
  outcome: z.enum(['accepted', 'empty', 'refused', 'skipped', 'reading']),
  /** Whether its papers are news for the next editions. */
  taken: z.enum(['news', 'archive']).optional(),
  format: z.string().optional(),
  compression: z.string().optional(),
  encoding: z.string().optional(),
  reason: z.string().optional(),
  reasons: ingestTally.shape.reasons.default({}),
  ranges: z.int().optional(),
  listedOn: z.iso.date().optional(),
  durationMs: z.int(),
  /** Papers whose news was withdrawn. */
  withdrawn: z.int().optional(),
  /** How many tries to read the file, or a range of it, broke off. The receipt is replaced if a later try succeeds. */
  tries: z.int().optional(),
});
export type Receipt = z.infer<typeof receipt>;

/**
 * What became of the records of one range of a snapshot. `gone`: the snapshot was deleted before it was read; `tries` as in a
 * receipt.
 */
export const rangeTally = ingestTally.extend({ gone: z.boolean(), tries: z.int().optional() });
export type RangeTally = z.infer<typeof rangeTally>;

/** Counts of zero. */
export const noTally = (): IngestTally => ({
  counts: { new: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0, shortened: 0 },
  rejected: [],
  reasons: {},
});

/** Adds a rejection. Reasons that differ only in numbers are of one kind. After fifty kinds the rest are "other reasons". */
export function reject(into: IngestTally, rejected: Rejection): void {
  into.counts.rejected += 1;
  if (into.rejected.length < REJECTIONS_SHOWN) into.rejected.push(rejected);
  addToKind(into.reasons, rejected.reason.replace(/\d+/g, 'N'), 1);
}

/** Adds a remark about one paper. */
export function remark(into: IngestTally, kind: string): void {
  into.remarks ??= {};
  addToKind(into.remarks, kind.replace(/\d+/g, 'N'), 1);
}

/**
 * Adds a remark `no …` for everything that all `papers` lack. `without` counts the papers that lack it. A single paper gives no
 * remark.
 */
export function lacking(into: IngestTally, papers: number, without: Readonly<Record<string, number>>): void {
  const everywhere = Object.entries(without).flatMap(([what, n]) => (n === papers && n > 1 ? [[`no ${what}`, n]] : []));
  if (everywhere.length > 0) into.remarks = { ...into.remarks, ...Object.fromEntries(everywhere) };
}

/** When a file was uploaded, by the id of its receipt. */
export const uploadedAt = (id: string): string => id.slice(0, Math.max(0, id.indexOf('#')));

/**
 * How many papers the files of these receipts hold, and how many of them have an abstract, as far as receipts tell: only a file
 * without any abstract says so.
 */
export function sizeIn(receipts: readonly Receipt[]): { items: number; texts: number } {
  const sizes = receipts.map(({ counts, remarks }) => {
    const items = counts.new + counts.updated + counts.unchanged;
    return { items, texts: Math.max(0, items - (remarks?.['no abstracts'] ?? 0)) };
  });
  return { items: sum(sizes.map(({ items }) => items)), texts: sum(sizes.map(({ texts }) => texts)) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Remarks in words: `no abstracts in 200 of 200`. */
export const remarksOf = (remarks: IngestTally['remarks'] = {}, records: number): string[] =>
  Object.entries(remarks).map(([kind, n]) => `${kind} in ${n} of ${Math.max(n, records)}`);

/** How many papers of these receipts came as replaced versions of earlier ones. A file that was uploaded twice counts once. */
export function revisedIn(receipts: readonly Receipt[]): number {
  const files = new Map(receipts.filter(({ taken }) => taken === 'news').map((one) => [one.eTag, one]));
  return [...files.values()].reduce((sum, { remarks }) => sum + (remarks?.[REVISED] ?? 0), 0);
}

/** Adds up the counts of several parts, in their order. */
export function sumTallies(parts: readonly IngestTally[]): IngestTally {
  const all = noTally();
  for (const { counts, rejected, reasons, remarks } of parts) {
    all.counts.new += counts.new;
    all.counts.updated += counts.updated;
    all.counts.unchanged += counts.unchanged;
    all.counts.duplicates += counts.duplicates;
    all.counts.rejected += counts.rejected;
    all.counts.shortened += counts.shortened;
    all.rejected.push(...rejected.slice(0, REJECTIONS_SHOWN - all.rejected.length));
    for (const [reason, times] of Object.entries(reasons)) addToKind(all.reasons, reason, times);
    for (const [kind, times] of Object.entries(remarks ?? {})) {
      all.remarks ??= {};
      addToKind(all.remarks, kind, times);
    }
  }
  return all;
}

function addToKind(kinds: Record<string, number>, name: string, times: number): void {
  const kind = Object.hasOwn(kinds, name) || Object.keys(kinds).length < REASONS_COUNTED ? name : 'other reasons';
  kinds[kind] = (kinds[kind] ?? 0) + times;
}
