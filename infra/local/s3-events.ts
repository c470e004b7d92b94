import { type IncomingMessage, request } from 'node:http';
import type { Inner } from './listen.ts';
import type { Clock } from './state.ts';
import type { Notification } from './storage.ts';
import { REGION } from './template.ts';

/**
 * Sends S3's event notifications, which fauxqs does not. The gateway runs it after each successful call, before the caller gets
 * the answer. So the event of an acknowledged upload is in the queue.
 */
export function s3Notifications(
  notifications: Notification[],
  { to, clock, send }: { to: Inner; clock: Clock; send: (queue: string, body: string, key: string) => void },
) {
  return async ({ method, url = '', headers }: IncomingMessage): Promise<void> => {
    const { pathname, searchParams } = new URL(`http://local${url}`);
    const part = searchParams.has('partNumber');
    const multipart = method === 'POST' && searchParams.has('uploadId');
    if (!multipart && (method !== 'PUT' || part)) return;
    const [, bucket = '', ...rest] = pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const name = multipart ? 'CompleteMultipartUpload' : headers['x-amz-copy-source'] ? 'Copy' : 'Put';
    for (const { queue } of notifications.filter((n) => n.bucket === bucket && key.startsWith(n.prefix))) {
      const { eTag, size } = await head(to, pathname);
      send(queue, JSON.stringify({ Records: [event({ name, bucket, key, eTag, size, at: clock.now() })] }), key);
    }
  };
}

type Created = { name: string; bucket: string; key: string; eTag: string; size: number; at: Date };

/** One record of an `s3:ObjectCreated` message ("Event message structure" in S3's guide). */
export function event({ name, bucket, key, eTag, size, at }: Created) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: REGION,
    eventTime: at.toISOString(),
    eventName: `ObjectCreated:${name}`,
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encoded(key), size, eTag, sequencer: sequencer() },
    },
  };
}

/** How events write keys: percent-encoded, slashes kept, a blank as `+`. */
function encoded(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');
}

let last = 0n;
/** Grows with every event, also after restarts and moves of the cloud's clock. */
function sequencer(): string {
  const now = BigInt(Date.now()) << 12n;
  last = now > last ? now : last + 1n;
  return last.toString(16).toUpperCase().padStart(18, '0');
}

/** The eTag and the size of an object; empty and 0 if there is none. */
export function head({ name, agent }: Inner, path: string): Promise<{ eTag: string; size: number }> {
  return new Promise((resolve, reject) => {
    const call = request({ method: 'HEAD', path, headers: { host: name }, agent }, (response) => {
      const { etag = '', 'content-length': length = 0 } = response.resume().headers;
      resolve({ eTag: etag.replaceAll('"', ''), size: Number(length) });
    });
    call.on('error', reject).end();
  });
}
