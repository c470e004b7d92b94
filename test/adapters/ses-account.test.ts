import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountOrCareful, sesAccount } from '../../functions/adapters/ses.ts';
import { gateway } from '../../infra/local/gateway.ts';
import { close, listen } from '../../infra/local/listen.ts';
import { openMailbox } from '../../infra/local/mailbox.ts';
import { ses } from '../../infra/local/ses.ts';
import { identitiesOf } from '../../infra/local/ses-request.ts';
import { readTemplate } from '../../infra/local/template.ts';

const now = () => new Date();

/** The local cloud's SES, which answers what is no mail once a second, or another one. */
let answer: RequestListener | undefined;
const dir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
writeFileSync(join(dir, 'x.template.json'), '{"Resources":{}}');
writeFileSync(join(dir, 'x.assets.json'), '{"files":{}}');
const template = readTemplate(dir, { gateway: 'http://127.0.0.1:1', site: 'http://127.0.0.1:2' });
const local = ses(template, {
  identities: identitiesOf(template),
  mailbox: openMailbox(join(dir, 'mails')),
  clock: { now, offset: () => 0, set: () => {} },
  publish: () => {},
});
const door = gateway({ ses: local.answer }, async () => undefined, now);
const server = createServer((request, response) =>
  answer ? answer(request, response) : door.emit('request', request, response),
);

beforeAll(async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${await listen(server)}`);
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']) vi.stubEnv(name, 'eu-west-1');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await close(server);
});

const refuse: RequestListener = (_request, response) => {
  response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' });
  response.end('{}');
};
const PRODUCTION = { ratePerSecond: 14, remainingToday: 50_000, usedToday: 0, enabled: true, sandbox: false };

it('[R44] DIGEST, two workers of SEND and LETTERS, all cold, ask at once and are all answered, though SES answers once a second', async () => {
  const four = Array.from({ length: 4 }, () => sesAccount()());
  expect(await Promise.all(four)).toEqual(Array.from({ length: 4 }, () => PRODUCTION));
});

describe('when SES does not tell what may be sent', () => {
  it('[R44] mails go out as slowly as any account may, and who asked says why', async () => {
    const account = accountOrCareful(0.5);
    answer = refuse;
    expect(await account()).toEqual({
      ...{ ratePerSecond: 0.5, remainingToday: Number.POSITIVE_INFINITY, usedToday: 0, enabled: true, sandbox: false },
      unanswered: 'AccessDeniedException',
    });
    answer = undefined;
    expect(await account()).toEqual({ ...PRODUCTION, ratePerSecond: 7, remainingToday: 25_000 });
    answer = refuse;
    expect(await account()).toMatchObject({ ratePerSecond: 7, remainingToday: 25_000, unanswered: 'AccessDeniedException' });
    answer = undefined;
  });

  it('DIGEST, which has nothing to send, fails', async () => {
    answer = refuse;
    await expect(sesAccount()()).rejects.toThrow();
    answer = undefined;
  });
});
