import * as z from 'zod';
import { REVISED } from './standing.ts';

/** A record that was set aside: where it stood ("line 12", "item 3") and why, in words for the publisher. */
const rejection = z.object({ at: z.string(), reason: z.string() });
export type Rejection = z.infer<typeof rejection>;

/** Rejections a receipt spells out, and the kinds of reasons it counts apart. */
const REJECTIONS_SHOWN = 100;
const REASONS_COUNTED = 50;

/**
 * What came of records. `duplicates` fell into an earlier record of the same piece of the feed; `shortened` papers had to be
 * cut to fit the table; `unchanged` ones were known as they are.
 */
const counts = z.object({
  new: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  shortened: z.int(),
});

/**
 * The account of a feed, or of a range of it: the first rejections in words, and all of them by kind of reason. `remarks` says how many
 * papers are without something, or are no news: a date that can be read; abstracts, where none has one.
 */
const account = z.object({
  counts,
  rejected: z.array(rejection),
  reasons: z.record(z.string(), z.int()),
  remarks: z.record(z.string(), z.int()).optional(),
});
export type IngestCounts = z.infer<typeof account>;

/**
 * What became of one uploaded file. `id` is `<event time>#<sequencer>`, so receipts sort by upload. `reading`: a snapshot whose
 * ranges are still being read; `skipped`: the object was deleted or overwritten before it was read. `taken` says whether its
 * papers are news for the next editions. `withdrawn`: papers whose news was taken back. `tries`: so many ended before the file
 * did, or a range of it; such a receipt is replaced when it is read after all.
 */
export const receipt = account.extend({
  id: z.string(),
  key: z.string(),
  eTag: z.string(),
  /** As it was uploaded. */
  bytes: z.int().optional(),
  outcome: z.enum(['accepted', 'empty', 'refused', 'skipped', 'reading']),
  taken: z.enum(['news', 'archive']).optional(),
  format: z.string().optional(),
  compression: z.string().optional(),
  encoding: z.string().optional(),
  reason: z.string().optional(),
  reasons: account.shape.reasons.default({}),
  ranges: z.int().optional(),
  listedOn: z.iso.date().optional(),
  durationMs: z.int(),
  withdrawn: z.int().optional(),
  tries: z.int().optional(),
});
export type Receipt = z.infer<typeof receipt>;

/** The account of a range of a snapshot; `gone`: it could not be read any more; `tries`: as in a receipt. */
export const rangeCounts = account.extend({ gone: z.boolean(), tries: z.int().optional() });
export type RangeCounts = z.infer<typeof rangeCounts>;

/** An account of nothing. */
export const noCounts = (): IngestCounts => ({
  counts: { new: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0, shortened: 0 },
  rejected: [],
  reasons: {},
});

/** Enters a rejection. Reasons that differ in numbers only are of one kind; beyond fifty kinds they are "other reasons". */
export function reject(into: IngestCounts, rejected: Rejection): void {
  into.counts.rejected += 1;
  if (into.rejected.length < REJECTIONS_SHOWN) into.rejected.push(rejected);
  count(into.reasons, rejected.reason.replace(/\d+/g, 'N'), 1);
}

/** Enters what a paper is without. */
export function remark(into: IngestCounts, kind: string): void {
  into.remarks ??= {};
  count(into.remarks, kind.replace(/\d+/g, 'N'), 1);
}

/** What is missing everywhere: of `papers` so many are without. Nothing is said of a single paper. */
export function lacking(into: IngestCounts, papers: number, without: Readonly<Record<string, number>>): void {
  const everywhere = Object.entries(without).flatMap(([what, n]) => (n === papers && n > 1 ? [[`no ${what}`, n]] : []));
  if (everywhere.length > 0) into.remarks = { ...into.remarks, ...Object.fromEntries(everywhere) };
}

/** When a file was uploaded, as its receipt's id says. */
export const uploadedAt = (id: string): string => id.slice(0, Math.max(0, id.indexOf('#')));

/** How many papers files hold, and how many of them have an abstract, as far as their receipts tell: a file that has none says so. */
export function sizeIn(receipts: readonly Receipt[]): { items: number; texts: number } {
  const sizes = receipts.map(({ counts, remarks }) => {
    const items = counts.new + counts.updated + counts.unchanged;
    return { items, texts: Math.max(0, items - (remarks?.['no abstracts'] ?? 0)) };
  });
  return { items: sum(sizes.map(({ items }) => items)), texts: sum(sizes.map(({ texts }) => texts)) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Remarks in words: `no abstracts in 200 of 200`. */
export const remarksOf = (remarks: IngestCounts['remarks'] = {}, records: number): string[] =>
  Object.entries(remarks).map(([kind, n]) => `${kind} in ${n} of ${Math.max(n, records)}`);

/** How many papers came as replaced versions of earlier ones, by the receipts of some time. A file that came twice counts once. */
export function revisedIn(receipts: readonly Receipt[]): number {
  const files = new Map(receipts.filter(({ taken }) => taken === 'news').map((one) => [one.eTag, one]));
  return [...files.values()].reduce((sum, { remarks }) => sum + (remarks?.[REVISED] ?? 0), 0);
}

/** The account of several parts, in their order. */
export function sumCounts(parts: readonly IngestCounts[]): IngestCounts {
  const all = noCounts();
  for (const { counts, rejected, reasons, remarks } of parts) {
    all.counts.new += counts.new;
    all.counts.updated += counts.updated;
    all.counts.unchanged += counts.unchanged;
    all.counts.duplicates += counts.duplicates;
    all.counts.rejected += counts.rejected;
    all.counts.shortened += counts.shortened;
    all.rejected.push(...rejected.slice(0, REJECTIONS_SHOWN - all.rejected.length));
    for (const [reason, times] of Object.entries(reasons)) count(all.reasons, reason, times);
    for (const [kind, times] of Object.entries(remarks ?? {})) {
      all.remarks ??= {};
      count(all.remarks, kind, times);
    }
  }
  return all;
}

function count(kinds: Record<string, number>, name: string, times: number): void {
  const kind = Object.hasOwn(kinds, name) || Object.keys(kinds).length < REASONS_COUNTED ? name : 'other reasons';
  kinds[kind] = (kinds[kind] ?? 0) + times;
}
