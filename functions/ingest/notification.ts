import * as z from 'zod';

/** An object that somebody uploaded. `id` orders uploads: event time, then S3's own sequence number. */
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
 * What S3 puts into the queue, of any event version: the uploads it tells of, and the number of records that are none
 * (removals, anything unknown). Test events and empty lists hold no upload and no record.
 */
export const s3Notification = z.object({ Records: z.array(z.unknown()).default([]) }).transform(({ Records }) => {
  const uploads = Records.flatMap((record): Upload[] => {
    const { success, data } = created.safeParse(record);
    if (!success) return [];
    const { bucket, object } = data.s3;
    const { eTag, size, sequencer } = object;
    // Sequencers are hexadecimal of differing length: padded on the right they sort as S3 means them.
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

/** Keys come URL-encoded, with `+` for a space. Decoded once; a sequence that is no UTF-8 stays as it is. */
function decodeKey(encoded: string): string {
  const spaced = encoded.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
