import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { simpleParser } from 'mailparser';
import * as z from 'zod';
import type { Receipt } from '../../functions/domain/receipt.ts';
import { uploadFeed } from '../../infra/cli/lib/feed-upload.ts';
import { call, cloudMails, cloudStatus, type RunningCloud } from '../../infra/cli/lib/running-cloud.ts';
import { clients, localStack, output, place } from '../../infra/cli/lib/stack.ts';
import type { FaultMode } from '../../infra/local/ses.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** A state folder that is gone after the test. */
export function temporaryFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A mail as its reader's program shows it. */
export type ReadMail = {
  id: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: Map<string, string>;
  edition?: string;
};

/** What a publisher, readers and their mail programs can do with a running cloud, and what its owner can look up. */
export function world(cloud: RunningCloud) {
  const stack = localStack(cloud);
  const { dynamo } = clients(stack);
  const page = (path: string, init?: RequestInit) => fetch(new URL(path, cloud.site), { redirect: 'manual', ...init });
  const form = (path: string, fields: Record<string, string>) =>
    page(path, { method: 'POST', body: new URLSearchParams(fields) });

  async function rows(FilterExpression: string, ExpressionAttributeValues: Record<string, unknown>) {
    const TableName = output(stack, 'EditionsTableName');
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName, FilterExpression, ExpressionAttributeValues }));
    return Items;
  }

  async function read(mail: { id: string; to: string; subject: string; tags: Record<string, string> }): Promise<ReadMail> {
    const { raw } = await call(cloud, `/api/mails/${mail.id}`, z.object({ raw: z.string() }));
    const { html, text = '', headerLines } = await simpleParser(raw, { skipTextToHtml: true });
    const headers = new Map(
      headerLines.map(({ key, line }) => [
        key,
        line
          .slice(line.indexOf(':') + 1)
          .replace(/\r?\n/g, '')
          .trim(),
      ]),
    );
    return { id: mail.id, to: mail.to, subject: mail.subject, html: html || '', text, headers, edition: mail.tags.edition };
  }

  const me = {
    page,
    form,
    /** All mails to an address, oldest first. */
    async mailsTo(address: string): Promise<ReadMail[]> {
      return await Promise.all((await cloudMails(cloud)).filter(({ to }) => to === address).map(read));
    },
    async digestsTo(address: string): Promise<ReadMail[]> {
      return (await me.mailsTo(address)).filter(({ edition }) => edition);
    },
    upload: (name: string, key = `feeds/${name}`): Promise<Receipt> => uploadFeed(stack, { file: fixture(name), key }),
    /** Uploads a papers page as somebody saved it, in the shape of the seed. */
    async uploadPage(day: string, titles: string[]): Promise<Receipt> {
      const abstract =
        'We study the problem in depth and propose a new method. Experiments on three benchmarks show clear gains. ';
      const chrome = ['new', 'Get trending papers in your email inbox!', 'Subscribe', 'byAK and the research community', day];
      const text = [...chrome, ...titles.flatMap((title) => [title, `${title}. ${abstract.repeat(4)}`])].join('\n\n');
      return await me.uploadText(`${day}.txt`, text);
    },
    /** Uploads a feed of this text. */
    async uploadText(name: string, text: string): Promise<Receipt> {
      const { dir, remove } = temporaryFolder();
      const file = join(dir, name);
      writeFileSync(file, text);
      return await uploadFeed(stack, { file, key: `feeds/${name}` }).finally(remove);
    },
    /** Signs up for a daily digest at 8:00 UTC, and waits for what that brings. */
    async signUp(address: string) {
      const response = await form('/subscribe', { email: address, frequency: 'daily', weekday: '1', hour: '8', zone: 'UTC' });
      await me.quiet();
      return response;
    },
    /** Follows the link of the confirmation mail, presses the button, and waits for the welcome. */
    async confirm(address: string): Promise<Response> {
      const mail = (await me.mailsTo(address)).findLast(({ text }) => text.includes('/confirm?token='));
      const link = /https?:\S+\/confirm\?token=[\w.~%-]+/.exec(mail?.text ?? '')?.[0] ?? '';
      const token = /name="token"[^>]*value="([^"]+)"/.exec(await (await fetch(link)).text())?.[1] ?? '';
      const answer = await form('/confirm', { token });
      await me.quiet();
      return answer;
    },
    async join(address: string) {
      await me.signUp(address);
      return await me.confirm(address);
    },
    /** Moves the clock to eight o'clock, UTC, after the next edition has closed at five, and waits for what falls due. */
    async morning() {
      const next = new Date((await cloudStatus(cloud)).now);
      next.setUTCHours(next.getUTCHours() < 5 ? 8 : 32, 0, 0, 0);
      await me.moveClock(next);
    },
    moveClock: (at: Date) => call(cloud, '/clock', z.unknown(), { at: at.toISOString() }),
    now: async () => new Date((await cloudStatus(cloud)).now),
    fail: (mode: FaultMode, count = 1) => call(cloud, '/faults', z.unknown(), { mode, count }),
    /** Resolves when every fault asked for has happened. */
    async faultsHappened() {
      while ((await cloudStatus(cloud)).faults > 0) await new Promise((r) => setTimeout(r, 20));
    },
    async quiet() {
      for (let calm = 0; calm < 3; calm = (await cloudStatus(cloud)).busy ? 0 : calm + 1)
        await new Promise((r) => setTimeout(r, 50));
    },
    /** The days that have closed, the newest first. */
    days: async () => (await rows('pk = :day', { ':day': 'DAY' })).sort((a, b) => (a.id < b.id ? 1 : -1)),
    /** All dispatches that had an audience, the one that was due last first. */
    async dispatches() {
      const found = await rows('begins_with(pk, :dispatch) AND audience > :nobody', { ':dispatch': 'DISPATCH#', ':nobody': 0 });
      return found.sort((a, b) => (a.due < b.due ? 1 : -1));
    },
    /** The ledger of an edition. */
    ledger: (edition: string) =>
      rows('begins_with(pk, :ledger) AND sk = :edition', { ':ledger': 'LEDGER#', ':edition': edition }),
  };
  return me;
}

/** Writes a table as DynamoDB exports it to S3: two files, that of an empty partition, and the list of them. */
export async function exportTable(cloud: RunningCloud, name: string, folder: string): Promise<void> {
  const client = new DynamoDBClient({ ...place(localStack(cloud)) });
  const rows: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: output(localStack(cloud), name) }))
    rows.push(...Items.map((Item) => JSON.stringify({ Item })));
  mkdirSync(join(folder, 'data'), { recursive: true });
  const half = Math.ceil(rows.length / 2);
  const files = [rows.slice(0, half), rows.slice(half), []].map((some, i) => {
    const file = join('data', `part${i}.json.gz`);
    writeFileSync(join(folder, file), some.length > 0 ? gzipSync(some.map((row) => `${row}\n`).join('')) : '');
    return JSON.stringify({ itemCount: some.length, md5Checksum: '', etag: '', dataFileS3Key: `AWSDynamoDB/01/${file}` });
  });
  writeFileSync(join(folder, 'manifest-files.json'), `${files.join('\n')}\n`);
}

/** Deletes every row of a table. */
export async function emptyTable(cloud: RunningCloud, name: string): Promise<void> {
  const { dynamo } = clients(localStack(cloud));
  const TableName = output(localStack(cloud), name);
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }));
  for (const { pk, sk } of Items) await dynamo.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
}
