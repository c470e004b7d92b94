import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../e2e/harness.ts';
import { mimeOf, specimens } from './specimens.ts';

const installed = !spawnSync('spamassassin', ['--version']).error;
if (!installed)
  console.log('The test of spam scores is skipped: there is no spamassassin here (Debian has a package of that name).');

/** As a reader's server got it. */
const ROAD = [
  'Return-Path: <bounces@mail.example.org>',
  'Received: from a8-31.smtp-out.amazonses.com (a8-31.smtp-out.amazonses.com [54.240.8.31])',
  '\tby mx.example.net (Postfix) with ESMTPS id 4W1 for <ada@example.net>; ',
].join('\r\n');

test.runIf(installed)(
  'SpamAssassin, without the network, holds at most half a point against any kind of mail',
  async () => {
    const { dir, remove } = temporaryFolder();
    try {
      const mails = await specimens();
      for (const [name, mail] of mails) {
        const received = `${ROAD}${new Date().toUTCString().replace('GMT', '+0000')}\r\n`;
        writeFileSync(join(dir, name), Buffer.concat([Buffer.from(received), await mimeOf(mail)]));
      }
      const args = ['--local', '--test-mode', ...[...mails.keys()].map((name) => join(dir, name))];
      const said = execFileSync('spamassassin', args, { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] });
      // The report ends with a table of the rules that hit, a mail each: points, name, description.
      const reports = said.split(/^Content analysis details:.*$/m).slice(1);
      expect(reports).toHaveLength(mails.size);
      const scores = [...mails.keys()].map((name, i) => {
        const hits = [...(reports[i] ?? '').matchAll(/^ *(-?\d+\.\d+) ([A-Z][A-Z0-9_]+) /gm)].map(([, points, rule]) => ({
          rule,
          points: Number(points),
        }));
        return {
          name,
          against: hits.reduce((sum, { points }) => sum + Math.max(0, points), 0),
          hits: hits.map(({ rule, points }) => `${rule} ${points}`),
        };
      });
      console.log(scores.map(({ name, hits }) => `${name.padEnd(24)} ${hits.join(', ')}`).join('\n'));
      // Rules that speak for a mail are left out: a good header must not pay for a bad one.
      for (const { name, against, hits } of scores) expect(against, `${name}: ${hits}`).toBeLessThanOrEqual(0.5);
    } finally {
      remove();
    }
  },
  180_000,
);
