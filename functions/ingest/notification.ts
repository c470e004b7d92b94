import * as z from 'zod';

/** An uploaded object. `id` sorts uploads: event time, then the sequence number of S3. */
export type Upload = { id: string; bucket: string; key: string; eTag: string; size: number; uploadedAt: Date };

const created = z.object({
  eventName: z.string().startsWith('ObjectCreated:'),
  eventTime: z.iso.datetime(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), eTag: z.string(), size: z.number(), sequencer: z.string().default('0') }),
  }),
});

/**
 * A message that S3 puts into the queue, of any event version: its uploads, and how many other records it has (removals, anything
 * unknown). A message without uploads, such as a test event, counts as at least one ignored.
 */
export const s3Notification = z.object({ Records: z.array(z.unknown()).default([]) }).transform(({ Records }) => {
  const uploads = Records.flatMap((record): Upload[] => {
    const { success, data } = created.safeParse(record);
    if (!success) return [];
    const { bucket, object } = data.s3;
    const { eTag, size, sequencer } = object;
    // Sequencers are hexadecimal and differ in length. Padded on the right they sort in S3's order.
    const id = `${data.eventTime}#${sequencer.padEnd(32, '0')}`;
    return [
      {
        id,
        bucket: bucket.name,
        key: decodeKey(object.key),
        eTag: eTag.replaceAll('"', ''),
        size,
        uploadedAt: new Date(data.eventTime),
      },
    ];
  });
  return { uploads, ignored: Math.max(Records.length - uploads.length, uploads.length === 0 ? 1 : 0) };
});
export type S3Notification = z.output<typeof s3Notification>;

/** Decodes a key, which S3 sends URL-encoded with `+` for a space. A key that does not decode to UTF-8 stays encoded. */
function decodeKey(encoded: string): string {
  const spaced = encoded.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
