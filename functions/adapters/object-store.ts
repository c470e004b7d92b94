import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { TIMEOUTS } from './timeouts.ts';

/** Thrown by `get` and `range`: S3 says no more to whom it does not let list the bucket. */
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
    /** The whole object, or undefined when there is none. Throws where that cannot be told. */
    get: (key: string) => read(key),
    /** The whole object, of a kind that may be gone: undefined also where S3 does not tell that from one that may not be read. */
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
