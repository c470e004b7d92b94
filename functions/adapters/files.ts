import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { STORE_PREFIXES } from '../contract/tables.ts';
import { type Departure, departure } from '../domain/departure.ts';
import { TIMEOUTS } from './aws.ts';

/**
 * Thrown by `get` and `range`. To a caller that may not list the bucket, S3 does not say that an object is missing: it answers
 * 403.
 */
class MissingOrHidden extends Error {}

/** A bucket whose objects are written whole and never changed. */
export function objectStore(bucket: string, s3 = new S3Client({ requestHandler: TIMEOUTS })) {
  async function read(key: string, range?: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403)
        throw new MissingOrHidden(`${key} is missing, or may not be read`, { cause: error });
      throw error;
    }
  }

  return {
    /** The whole object, or undefined if there is none. Throws if S3 does not say whether there is one. */
    get: (key: string) => read(key),
    /** As `get`, for objects that may be gone: also undefined if S3 does not say whether there is one. */
    find: (key: string) =>
      read(key).catch((error: unknown) => {
        if (error instanceof MissingOrHidden) return undefined;
        throw error;
      }),
    /** Bytes `first` to `last`, both included (RFC 9110, section 14). */
    range: (key: string, first: number, last: number) => read(key, `bytes=${first}-${last}`),
    async put(key: string, body: string | Uint8Array, contentType: string, metadata?: Record<string, string>): Promise<void> {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType, Metadata: metadata }));
    },
  };
}

/** An uploaded object as it was when its event was sent, with the metadata of its upload. */
export type FeedObject = { bytes: AsyncIterable<Uint8Array>; metadata: Record<string, string> };

/** Reads uploads by the eTag of their event: undefined if the object was deleted or overwritten since. */
export function feedObjects(bucket: string) {
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

/** The pieces of a stream, which is cancelled if nobody wants the rest. */
export async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/**
 * Consent that was taken back, by the hash of the address. It is kept outside the table, so that nothing done there makes an
 * older consent count again: no stranger who signs the address up, and no backup that is restored.
 */
export function departures(bucket: string, s3?: S3Client) {
  const store = objectStore(bucket, s3);

  async function read(key: string): Promise<Departure | undefined> {
    const noted = await store.get(key);
    return noted && departure.parse(JSON.parse(new TextDecoder().decode(noted)));
  }

  return {
    /** Notes a departure. Repeating it is harmless: the latest one stays. */
    note: (addressHash: string, taken: Departure): Promise<void> =>
      store.put(
        `${taken.what === 'moved' ? STORE_PREFIXES.moved : STORE_PREFIXES.withdrawn}${addressHash}`,
        JSON.stringify(taken),
        'application/json',
      ),

    /** The latest departure of this address. */
    async of(addressHash: string): Promise<Departure | undefined> {
      const { withdrawn, moved } = STORE_PREFIXES;
      const [left, away] = await Promise.all([withdrawn, moved].map((prefix) => read(`${prefix}${addressHash}`)));
      return left && away ? (left.at > away.at ? left : away) : (left ?? away);
    },
  };
}
