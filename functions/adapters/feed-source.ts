import { GetObjectCommand, NoSuchKey, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { TIMEOUTS } from './timeouts.ts';

/** An uploaded object as it was when its event was sent, with the metadata its publisher gave it. */
export type FeedObject = { bytes: AsyncIterable<Uint8Array>; metadata: Record<string, string> };

/** Reads uploads, pinned by the event's eTag: undefined when the object was deleted or overwritten since. */
export function feedSource(bucket: string) {
  const s3 = new S3Client({ requestHandler: { ...TIMEOUTS, requestTimeout: 60_000 } });
  return {
    /** `from` is the byte to begin at. */
    async open(key: string, eTag: string, from = 0): Promise<FeedObject | undefined> {
      try {
        const range = from > 0 ? { Range: `bytes=${from}-` } : {};
        const { Body, Metadata } = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${eTag}"`, ...range }),
        );
        if (!Body) throw new Error('S3 answered without a body');
        return { bytes: chunks(Body.transformToWebStream()), metadata: Metadata ?? {} };
      } catch (error) {
        if (error instanceof NoSuchKey || (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412))
          return undefined;
        throw error;
      }
    },
  };
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
