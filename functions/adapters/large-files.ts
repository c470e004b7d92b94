import { CopyObjectCommand, GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { STORE_PREFIXES } from '../contract/tables.ts';
import { TIMEOUTS } from './aws.ts';
import { chunks } from './files.ts';

/** How long a form works, seconds. */
const FORM_SECONDS = 3600;

/** How long S3 may take to answer that it has copied a file, ms. */
const COPY_MS = 20_000;

/** S3 says that an object is missing (403 to a caller that may not list the bucket), or that its eTag is another one. */
const MISSING_OR_CHANGED = [403, 404, 412];

/**
 * Files that browsers send straight to S3, because a function receives at most 6 MB. They are kept for a day and trigger nothing.
 * `file` is the folder of a form and the file's name: `cG9ZVtPAQkXbb1h4cGZ3Qw/2026-03-18.jsonl`.
 */
export function largeFiles(
  { store, feeds }: { store: string; feeds: string },
  s3 = new S3Client({ requestHandler: { ...TIMEOUTS, requestTimeout: COPY_MS } }),
) {
  const keyOf = (file: string) => `${STORE_PREFIXES.staged}${file}`;
  const missing = (error: unknown) => {
    if (error instanceof S3ServiceException && MISSING_OR_CHANGED.includes(error.$metadata.httpStatusCode ?? 0)) return undefined;
    throw error;
  };

  return {
    /**
     * A form for an HTML page that sends one file of 1 to `most` bytes to this folder, within an hour. S3 then leads the browser to
     * `next` and adds the object's key to that address.
     */
    async form(folder: string, most: number, next: string): Promise<{ action: string; fields: Record<string, string> }> {
      const { url, fields } = await createPresignedPost(s3, {
        Bucket: store,
        // S3 puts in the name that the browser says.
        Key: keyOf(`${folder}/\${filename}`),
        Conditions: [['content-length-range', 1, most]],
        Fields: { success_action_redirect: next },
        Expires: FORM_SECONDS,
      });
      return { action: url, fields };
    },

    /** Opens a file that was sent. Undefined if there is none. */
    async open(file: string): Promise<{ bytes: AsyncIterable<Uint8Array>; size: number; eTag: string } | undefined> {
      const found = await s3.send(new GetObjectCommand({ Bucket: store, Key: keyOf(file) })).catch(missing);
      if (!found) return undefined;
      const { Body, ContentLength = 0, ETag = '' } = found;
      if (!Body) throw new Error('S3 answered without a body');
      return { bytes: chunks(Body.transformToWebStream()), size: ContentLength, eTag: ETag };
    },

    /** Copies a file, within S3, to the key of a feed. False if it is gone, or another was sent to its place since. */
    async copy(file: string, eTag: string, key: string, listedOn: string | undefined): Promise<boolean> {
      const copy = new CopyObjectCommand({
        Bucket: feeds,
        Key: key,
        CopySource: `${store}/${keyOf(file).split('/').map(encodeURIComponent).join('/')}`,
        CopySourceIfMatch: eTag,
        MetadataDirective: 'REPLACE',
        ContentType: 'application/octet-stream',
        Metadata: listedOn ? { 'listed-on': listedOn } : {},
      });
      return (await s3.send(copy).catch(missing)) !== undefined;
    },
  };
}
