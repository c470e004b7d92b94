import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { awsAt, listening } from '../fakes/listening.ts';
import type { Report } from './measure.ts';

/** MB of each function, as `infra` sets them. */
const FUNCTIONS = { digest: 1769, send: 1024, subscribe: 1024 } as const;

/** What one function did to the largest editions, and the most memory its process ever had, MB. */
export type Peak = { what: string; peak: number };

/** Part of its memory that a function may fill: the rest is Lambda's own. */
const MAY_FILL = 0.9;

/**
 * DIGEST, SEND and SUBSCRIBE with the largest editions there are, each in a process of its own that may have no more memory than
 * its function. Their store is here, in another process.
 */
export async function bench(): Promise<Report> {
  const store = await startStore();
  const env = { ...process.env, ...store.env };
  const peaks: (Peak & { of: keyof typeof FUNCTIONS })[] = [];
  let made: unknown;
  for (const name of ['digest', 'send', 'subscribe'] as const) {
    const child = fork(fileURLToPath(new URL('memory-of.ts', import.meta.url)), [name], {
      execArgv: [`--max-old-space-size=${Math.round(FUNCTIONS[name] * MAY_FILL)}`],
      env,
    });
    child.send({ made });
    const answer = await answerOf(child, name);
    made ??= answer.made;
    peaks.push(...answer.peaks.map((peak) => ({ of: name, ...peak })));
  }
  store.stop();
  return {
    tables: [
      {
        head: ['Memory, MB', 'of its function', 'most used'],
        rows: peaks.map(({ of, what, peak }) => [`${of.toUpperCase()}: ${what}`, FUNCTIONS[of], Math.round(peak)]),
      },
    ],
    goals: (['digest', 'send', 'subscribe'] as const).map((name) => ({
      what: `most memory of ${name.toUpperCase()} beside that of its function`,
      ratio: Math.max(...peaks.filter(({ of }) => of === name).map(({ peak }) => peak)) / FUNCTIONS[name],
      atMost: MAY_FILL,
    })),
    notes: [
      'Peaks are of whole processes that run the TypeScript sources, and grow from row to row: what was done before counts.',
    ],
  };
}

/** Throws when the child dies, as it does for want of memory. */
async function answerOf(child: ChildProcess, name: string): Promise<{ peaks: Peak[]; made: unknown }> {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${name.toUpperCase()} ended with ${signal ?? code}`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return answer as { peaks: Peak[]; made: unknown };
}

/** An S3 that keeps what is put, whole or in parts, and answers ranges. */
async function startStore() {
  const objects = new Map<string, Buffer>();
  const parts = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const part = new URLSearchParams(query).get('partNumber');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'PUT') {
        if (part) parts.set(`${path} ${part.padStart(5, '0')}`, Buffer.concat(chunks));
        else objects.set(path, Buffer.concat(chunks));
        return response.setHeader('etag', '"part"').end();
      }
      if (request.method === 'POST') {
        const begins = query.startsWith('uploads');
        if (!begins) {
          const mine = [...parts.keys()].filter((key) => key.startsWith(`${path} `)).sort();
          objects.set(path, Buffer.concat(mine.map((key) => parts.get(key) ?? Buffer.alloc(0))));
          for (const key of mine) parts.delete(key);
        }
        const name = begins ? 'InitiateMultipartUploadResult' : 'CompleteMultipartUploadResult';
        return response.end(`<${name}><Bucket>store</Bucket><Key>${path}</Key><UploadId>1</UploadId><ETag>"1"</ETag></${name}>`);
      }
      const body = objects.get(path);
      if (!body) return response.writeHead(404).end();
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      return first ? response.writeHead(206).end(body.subarray(Number(first), Number(last) + 1)) : response.end(body);
    });
  });
  const env = {
    ...awsAt(await listening(server)),
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_REQUIRED',
  };
  return { env, stop: () => server.close() };
}
