import * as z from 'zod';

/** A record that was set aside: where it stood ("line 12", "item 3") and why, in words for the publisher. */
const rejection = z.object({ at: z.string(), reason: z.string() });
export type Rejection = z.infer<typeof rejection>;

/** Rejections a receipt spells out; the count goes on. */
export const REJECTIONS_SHOWN = 100;

/**
 * What became of one uploaded file. `id` is `<event time>#<sequencer>`, so receipts sort by upload. `skipped`: the object
 * was deleted or overwritten before it was read. `counts.shortened`: papers whose text was cut to fit the table.
 */
export const receipt = z.object({
  id: z.string(),
  key: z.string(),
  eTag: z.string(),
  outcome: z.enum(['accepted', 'empty', 'refused', 'skipped']),
  format: z.string().optional(),
  reason: z.string().optional(),
  counts: z.object({
    new: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    shortened: z.int(),
  }),
  rejected: z.array(rejection),
  listedOn: z.iso.date().optional(),
  durationMs: z.int(),
});
export type Receipt = z.infer<typeof receipt>;
