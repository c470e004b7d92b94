import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { emptyTable, exportTable } from '../e2e/harness.ts';
import type { Stage } from './stage.ts';

/**
 * An article of docs/operate.md, and its rehearsal: it causes the fault and follows the cure by the article's own commands. `slow`:
 * it waits for attempts and timeouts to run out, so `npm test` leaves it to `npm run rehearse`.
 */
type Rehearsal = { article: string; slow?: true; play(stage: Stage, article: string): Promise<void> };

/** By the name that is typed. They may follow each other on one stage, in any order but that `restore` comes last. */
export const REHEARSALS: Record<string, Rehearsal> = {
  dlq: {
    article: 'Broadsheet/Send/DLQNotEmpty',
    slow: true,
    async play({ cloud, the, tell, type, pass, ended, ...stage }, article) {
      tell('A batch cannot be worked on: a file of its edition is missing.');
      const { s3 } = clients(localStack(cloud));
      const Bucket = output(localStack(cloud), 'StoreBucketName');
      await type('Stop sending now', 'pause');
      const id = await stage.morning();
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `editions/${id}/parts` }));
      const Key = Contents[0]?.Key;
      const file = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const Body = await file.Body?.transformToByteArray();
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await type('Stop sending now', 'resume');
      await the.quiet();
      assert.match(await type(article, 'redrive'), new RegExp(`send .* ${id} due .*, batch 0`));
      assert.match(await type(article, 'edition status <id>', { id }), /OPEN/);
      tell('The cause is cured: the file is back.');
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: file.ContentType }));
      await type(article, 'redrive send');
      await the.quiet();
      await ended(id);
      await pass(15);
    },
  },
  unknown: {
    article: 'Broadsheet/Digest/UnknownAtClose',
    slow: true,
    async play({ the, tell, type, ended, ...stage }, article) {
      tell('SES breaks off while it answers for one copy.');
      await the.fail('lost');
      const id = await stage.morning();
      assert.match(await type(article, 'edition status <id>', { id }), /1 UNKNOWN/);
      await type(article, 'edition resend-unknown <id>', { id });
      await the.quiet();
      await ended(id);
    },
  },
  quota: {
    article: 'Broadsheet/Send/SendingStopped',
    async play({ the, tell, type, pass, ended, ...stage }, article) {
      tell("SES's daily quota is used up.");
      await the.fail('quota');
      const id = await stage.morning();
      assert.match(await type(article, 'edition status <id>', { id }), /[1-9]\d* waiting/);
      tell('The 24 hours roll, and ticks go on.');
      await pass(30);
      await ended(id);
    },
  },
  stopped: {
    article: 'Broadsheet/Send/SendingStopped',
    async play({ the, tell, type, pass, ended, ...stage }, article) {
      tell('SES suspends the account.');
      await the.fail('suspended');
      const id = await stage.morning();
      assert.match(await type(article, 'doctor', { code: 1 }), /SES +fault +SES has stopped this account \(SHUTDOWN\)/);
      assert.equal((await the.ledger(id)).filter(({ state }) => state === 'SENT').length, 0);
      tell('The case is answered, SES lets the account send again, and ticks go on.');
      await the.fail('suspended', 0);
      await pass(30);
      assert.match(await type(article, 'doctor'), /SES +ok/);
      await ended(id);
    },
  },
  bounces: {
    article: 'Broadsheet/Feedback/SendingPaused',
    async play({ the, tell, type, ended, ...stage }, article) {
      tell('Ten mailboxes are gone: more than 4 % of what was sent.');
      await the.fail('bounce', 10);
      const id = await stage.morning();
      assert.match(await type(article, 'doctor', { code: 1 }), /Sending +fault +It is paused: 10 bounces in \d+ mails/);
      assert.match(await type(article, 'readers count'), /suppressed +10/);
      await type(article, 'resume');
      await the.quiet();
      await ended(id);
    },
  },
  restore: {
    article: 'Restore readers',
    async play({ cloud, dir, the, tell, type, addresses, ended, ...stage }, article) {
      const folder = join(dir, 'export');
      await exportTable(cloud, 'SubscribersTableName', folder);
      tell('One reader leaves by the link in a digest; then the table is lost.');
      // The last to be served yesterday is no mailbox that bounced.
      const left = cloud.mails().findLast(({ to, tags }) => tags.edition && addresses.includes(to))?.to ?? '';
      const digest = (await the.digestsTo(left)).at(-1);
      const link = /<([^>]+)>/.exec(digest?.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
      await fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
      await emptyTable(cloud, 'SubscribersTableName');
      await type(article, 'pause');
      assert.match(await type(article, 'restore <folder>', { folder }), / 1 of them unsubscribed/);
      assert.match(await type(article, 'readers count'), /unsubscribed +1 /);
      await type(article, 'resume');
      const id = await stage.morning();
      await ended(id);
      assert.ok(!(await the.digestsTo(left)).some(({ edition }) => edition === id), 'who left got another digest');
      tell('✔ who left stays away');
    },
  },
};
