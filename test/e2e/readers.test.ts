import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request as passOn } from 'node:http';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { close, listen } from '../../infra/local/listen.ts';
import { emptyTable, exportTable } from './harness.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const ADA = 'ada@example.org';
const GRACE = 'grace@example.org';

const local = await localCloud();
const { the } = local;
afterAll(() => local.stop());
beforeAll(async () => {
  await the.upload('000_52b6d6f3b97a3e4b.txt');
  await the.join(ADA);
  await the.join(GRACE);
  await the.signUp('pending@example.org');
});

const type: LocalCloud['type'] = (...args) => local.type(...args);
const pipe: LocalCloud['pipe'] = (...args) => local.pipe(...args);

test('[R99] a reader is found by an address that no command line holds, and erased after asking', async () => {
  const { code, said } = await pipe(`${ADA}\n`, 'readers', 'why');
  expect([code, said]).toEqual([
    0,
    expect.stringMatching(/^Reader +[\w-]{22}\nStatus +active\nWants +mail every day at 08:00, UTC time\nSigned up/),
  ]);
  expect(said).not.toContain('@');
  expect(await type('readers', 'why', ADA)).toMatchObject({ code: 2, said: expect.stringContaining('asks for it') });
  expect(await pipe('nobody@example.org', 'readers', 'why')).toEqual({ code: 1, said: 'No reader has this address.\n' });
  expect(await pipe('ada', 'readers', 'why')).toMatchObject({ code: 2 });

  expect(await pipe(GRACE, 'readers', 'erase')).toMatchObject({ code: 2, said: expect.stringContaining('say --yes.') });
  expect(await pipe(GRACE, 'readers', 'erase', '--yes')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/is erased\.\n$/),
  });
  expect((await pipe(GRACE, 'readers', 'why')).said).toMatch(/^No reader has this address: erased on \d{4}-/);
});

test('[R99] who asks to be erased before their old list is brought in stays out', async () => {
  const early = 'early@example.org';
  expect(await pipe(early, 'readers', 'erase', '--yes')).toMatchObject({
    code: 0,
    said: expect.stringContaining('No reader has this address'),
  });
  const file = join(local.dir, 'early.csv');
  writeFileSync(file, `address,consent\n${early},2024-05-01\n`);
  expect((await type('readers', 'import', file)).said).toMatch(/asked to be erased/);
  expect((await pipe(early, 'readers', 'why')).said).toMatch(/^No reader has this address: erased on/);
});

test('[R101] an import takes who gave consent, refuses the others by line, brings nobody back, and may be repeated', async () => {
  const file = join(local.dir, 'list.csv');
  const rows = [
    '\ufeffE-Mail;Consent;Frequency;Hour;Zone;Name',
    'new@example.org;2024-05-01;weekly;18;Asia/Tokyo;Someone',
    'plain@example.org;2024-05-01T10:00:00+02:00;;;;',
    'noconsent@example.org;;;;;',
    'sometime@example.org;last summer;;;;',
    'future@example.org;2199-01-01;;;;',
    'not an address;2024-05-01;;;;',
    `${GRACE};2024-05-01;;;;`,
    `${ADA.toUpperCase()};2024-05-01;;;;`,
    'pending@example.org;2024-05-01;;;;',
    'PLAIN@example.org;2024-05-01;;;;',
    `${GRACE.toUpperCase()};2024-05-01;;;;`,
  ];
  writeFileSync(file, rows.join('\r\n'));
  const { code, said } = await type('readers', 'import', file);
  expect(code).toBe(0);
  expect(said.replace('such as ada@example.org', '')).not.toContain('@');
  expect(said).toMatch(/3 new · 2 .+ · 6 refused/);
  for (const refusal of [
    /4 +no consent/,
    /5 +consent is not a date/,
    /6 +consent is in the future/,
    /7 +Enter one plain e-mail address/,
    /8 +asked to be erased/,
    /12 +asked to be erased/,
  ])
    expect(said).toMatch(refusal);
  expect(JSON.parse((await type('readers', 'import', file, '--json')).said)).toMatchObject({ rows: 11, new: 0, known: 5 });
  expect((await pipe('new@example.org', 'readers', 'why')).said).toMatch(
    /Status +active\nWants +mail every Monday at 18:00, Asia\/Tokyo time\n[\s\S]*Confirmed +2024-05-01T00:00/,
  );
  expect((await pipe(GRACE, 'readers', 'why')).code).toBe(1);

  await the.morning();
  expect(await the.digestsTo('plain@example.org')).toHaveLength(1);
  expect(await the.digestsTo(GRACE)).toHaveLength(0);

  writeFileSync(file, 'address\nada@example.org\n');
  expect(await type('readers', 'import', file)).toEqual({
    code: 1,
    said: expect.stringMatching(/^No column .+ --map consent=COLUMN\. .+ has address\.\n$/),
  });
  writeFileSync(file, 'address,consent\n"ada@example.org,2024-05-01\n');
  expect(await type('readers', 'import', file)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/is not CSV from line \d/),
  });
});

test('[R99] why tells what a reader got and did not', async () => {
  const ask = async (address: string) => JSON.parse((await pipe(address, 'readers', 'why', '--json')).said);
  const [dispatch] = await the.dispatches();
  const first = { edition: dispatch?.edition, due: dispatch?.due };
  const ada = await ask(ADA);
  expect(ada).toMatchObject({ status: 'active', preferences: { frequency: 'daily', zone: 'UTC', hour: 8 } });
  expect(ada.editions.find(({ reason }: { reason: string }) => reason === 'sent')).toMatchObject({ ...first, state: 'SENT' });
  const { said } = await pipe(ADA, 'readers', 'why');
  // However wide the terminal is.
  expect(said).toMatch(new RegExp(`Edition[\\s\\S]+${first.edition}[\\s\\S]+SENT[\\s\\S]+sent; SES calls it`));
  expect(said).not.toContain('@');
  // Wants mail on Mondays in Tokyo.
  expect((await ask('new@example.org')).editions.every(({ state }: { state: string }) => state !== 'SENT')).toBe(true);
});

test('readers are counted, and exported into a file that only its owner can read', async () => {
  expect((await type('readers', 'count')).said).toMatch(/active +3 +1 +4\n[\s\S]*all +4\n$/);
  const file = join(local.dir, 'readers.csv');
  expect(await local.typeDeployed('readers', 'export', file)).toMatchObject({
    code: 0,
    said: expect.stringContaining('4 readers'),
  });
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(head).toBe('address,consent,status,frequency,weekday,hour,zone,reader');
  expect(rows.sort()[1]).toMatch(/^new@example\.org,2024-05-01T00:00:00\.000Z,active,weekly,1,18,Asia\/Tokyo,[\w-]{22}$/);
  expect(await type('readers', 'export', file)).toMatchObject({ code: 1, said: expect.stringContaining('exists already') });
  expect(JSON.parse((await type('readers', 'import', file, '--json')).said)).toMatchObject({ new: 0, known: 4, refused: [] });
});

test('[R101] a restored table brings back every reader but those who left since, and may be restored again', async () => {
  const folder = join(local.dir, 'export');
  await the.join('later@example.org');
  await exportTable(local.cloud, 'SubscribersTableName', folder);
  // What a backup says of the index is not believed: it may be of an older version.
  for (const part of ['part0', 'part1']) {
    const file = join(folder, 'data', `${part}.json.gz`);
    const rows = gunzipSync(readFileSync(file)).toString().split('\n');
    const spoilt = rows.map((row) =>
      row.includes('"WISHES"')
        ? row.replaceAll('#08', '#23')
        : row.replaceAll(/"wishShard":\{"S":"[^"]*"\}/g, '"wishShard":{"S":"daily#UTC#23#0"}'),
    );
    writeFileSync(file, gzipSync(spoilt.join('\n')));
  }
  const [digest] = await the.digestsTo(ADA);
  const oneClick = /<([^>]+)>/.exec(digest?.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
  expect((await fetch(oneClick, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })).status).toBe(
    200,
  );
  await pipe('new@example.org', 'readers', 'erase', '--yes');
  await emptyTable(local.cloud, 'SubscribersTableName');
  expect((await type('readers', 'count', '--json')).said).toBe('{"all":0}\n');

  expect(await type('restore', folder)).toMatchObject({ code: 2, said: expect.stringContaining('say --yes.') });
  expect(JSON.parse((await local.typeDeployed('restore', folder, '--yes', '--json')).said)).toEqual({
    ...{ restored: 4, unsubscribed: 1, gone: 1, there: 0, unreadable: 0 },
  });
  expect(JSON.parse((await pipe(ADA, 'readers', 'why', '--json')).said)).toMatchObject({ status: 'unsubscribed' });
  for (const address of ['new@example.org', GRACE])
    expect((await pipe(address, 'readers', 'why')).said).toMatch(/^No reader has this address: erased on/);
  expect((await type('restore', folder, '--yes')).said).toMatch(
    /^0 readers are back, [\s\S]*4 were in the table .+ 1 do not come back/,
  );

  await the.uploadPage('2026-03-20', ['Another paper']);
  await the.morning();
  expect(await the.digestsTo(ADA)).toHaveLength(1);
  expect(await the.digestsTo('plain@example.org')).toHaveLength(2);
  expect(await the.digestsTo('later@example.org')).toHaveLength(1);

  writeFileSync(join(folder, 'data', 'of-another-export.json.gz'), 'not gzip');
  expect((await type('restore', folder, '--yes')).code).toBe(0);
  writeFileSync(join(folder, 'data', 'part1.json.gz'), 'not gzip');
  expect(await type('restore', folder, '--yes')).toMatchObject({
    code: 1,
    said: expect.stringContaining('part1.json.gz cannot be read'),
  });
  rmSync(join(folder, 'data', 'part1.json.gz'));
  expect(await type('restore', folder, '--yes')).toMatchObject({
    code: 1,
    said: expect.stringContaining('part1.json.gz is missing from'),
  });
});

test('[R99] a stranger signs the erased address up, and an old list brings nobody back', async () => {
  await the.signUp(GRACE);
  const file = join(local.dir, 'old.csv');
  writeFileSync(file, `address,consent\n${GRACE},2024-01-02\n`);
  expect(JSON.parse((await type('readers', 'import', file, '--json')).said)).toMatchObject({
    ...{ new: 0, known: 0, refused: [{ line: 2, reason: 'asked to be erased' }] },
  });
  expect((await pipe(GRACE, 'readers', 'why')).said).toMatch(/Status +pending/);
});

test('[R101] an import that breaks off says at which line, and goes on when it is repeated', async () => {
  const file = join(local.dir, 'long.csv');
  const people = Array.from(
    { length: 60 },
    (_, i) => `long${i}@example.org,2024-05-01 10:00:00,${i === 7 ? 'unsubscribed' : 'enabled'}`,
  );
  writeFileSync(file, ['E-mail address,created_at,status', ...people].join('\n'));
  // A network that fails for good after a while.
  let calls = 0;
  const network = createServer((request, response) => {
    if (++calls > 300) return void request.socket.destroy();
    const headers = { ...request.headers, host: new URL(local.cloud.gateway).host };
    const call = passOn(local.cloud.gateway + request.url, { method: request.method, headers }, (answer) =>
      answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)),
    );
    request.pipe(call);
  });
  const port = await listen(network);
  local.operator.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  const { code, said } = await local.typeDeployed('readers', 'import', file);
  local.operator.AWS_ENDPOINT_URL = local.cloud.gateway;
  await close(network);
  const line = Number(/^Stopped at line (\d+): .*\. All lines before it are done\. Run the same command again/m.exec(said)?.[1]);
  expect([code, said]).toEqual([1, expect.not.stringContaining('@')]);
  expect(line).toBeGreaterThan(2);
  const { new: more, ...rest } = JSON.parse((await type('readers', 'import', file, '--json')).said);
  expect(rest).toEqual({ rows: 60, known: 59 - more, refused: [{ line: 9, reason: 'status is unsubscribed in this file' }] });
  expect(more).toBeLessThanOrEqual(62 - line);
  for (const i of [0, 59]) expect((await pipe(`long${i}@example.org`, 'readers', 'why')).said).toMatch(/Status +active/);
  expect(await pipe('long7@example.org', 'readers', 'why')).toMatchObject({ code: 1 });
});
