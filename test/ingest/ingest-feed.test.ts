import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../functions/domain/receipt.ts';
import { startTables } from '../fakes/tables.ts';
import { ingestCloud, packed, snapshot } from './cloud.ts';
import { fixture } from './pages.ts';

const tables = await startTables();
afterAll(() => tables.stop());

const page = fixture('000_52b6d6f3b97a3e4b.txt');

describe('one upload', () => {
  it('leaves its receipt in the table and in the bucket', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('feeds/page.txt', packed(page.toString()));
    await cloud.settle();
    const receipt = await cloud.receipt(upload);
    expect(receipt).toMatchObject({
      outcome: 'accepted',
      taken: 'news',
      format: 'page-text',
      compression: 'gzip',
      encoding: 'utf-8',
      bytes: upload.size,
      counts: { new: 62, updated: 0, unchanged: 0, rejected: 0 },
    });
    expect([...cloud.written].map(([key, body]) => [key, JSON.parse(body)])).toEqual([
      [`receipts/${upload.id.replace(/[^\w.-]/g, '-')}.json`, receipt],
    ]);
    expect((await cloud.papers()).every(({ newsOf }) => newsOf === upload.id)).toBe(true);
  });

  it('that only names papers takes them from the store as news, and names what is not there', async () => {
    const cloud = await ingestCloud(tables);
    const known = ['2603.00001', '2603.00002', '2603.00003'].map((arxiv_id, i) => ({ title: `On known lists ${i}`, arxiv_id }));
    const before = cloud.put('archive/known.json', JSON.stringify(known));
    await cloud.settle();
    expect(await cloud.receipt(before)).toMatchObject({ counts: { new: 3 } });
    const links = cloud.put('feeds/links.txt', 'https://arxiv.org/abs/2603.00001\nhttps://arxiv.org/abs/2603.09999\n');
    const titles = cloud.put('feeds/titles.txt', 'On known lists 1\nOn lists nobody knows\n');
    const strangers = cloud.put('feeds/strangers.txt', '2603.08888\n2603.07777\n');
    const prose = cloud.put('feeds/prose.txt', 'We went to the shop\nThen it rained a lot\nOn known lists 2\n');
    await cloud.settle();
    expect(await cloud.receipt(links)).toMatchObject({
      outcome: 'accepted',
      taken: 'news',
      counts: { new: 0, updated: 1, rejected: 1 },
      reason:
        '1 of 2 papers are not known yet. To add the missing ones, save the answer of https://export.arxiv.org/api/query?max_results=1&id_list=2603.09999 and upload it.',
      rejected: [{ at: 'line 2', reason: 'not among the papers that came before: https://arxiv.org/abs/2603.09999' }],
    });
    expect(await cloud.receipt(titles)).toMatchObject({
      outcome: 'accepted',
      counts: { updated: 1, rejected: 1 },
      reason: '1 of 2 papers are not known yet.',
    });
    expect(await cloud.receipt(strangers)).toMatchObject({ outcome: 'refused', counts: { rejected: 2 } });
    expect(await cloud.receipt(prose)).toMatchObject({ outcome: 'refused', counts: { rejected: 0 } });
    const news = (await cloud.papers()).flatMap(({ newsOf, title }) => (newsOf ? [[title, newsOf]] : []));
    expect(news).toEqual([
      ['On known lists 0', links.id],
      ['On known lists 1', titles.id],
    ]);
  });

  it('under archive/ is no news', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('archive/page.txt', page);
    await cloud.settle();
    expect(await cloud.receipt(upload)).toMatchObject({ taken: 'archive', counts: { new: 62 } });
    expect((await cloud.papers()).filter((paper) => 'newsAt' in paper)).toEqual([]);
  });

  it('[R1] delivered three times is one: the same table, the same receipt', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('feeds/page.txt', page);
    cloud.deliver(([event]) => [event!, event!, event!]);
    await cloud.settle();
    expect((await cloud.receipt(upload))?.counts.new).toBe(62);
    const papers = await cloud.papers();
    expect(papers).toHaveLength(62);
    expect(papers.every(({ rev }) => rev === 1)).toBe(true);
  });

  it('[R5] [R6] that is a folder marker, or not ours, is nothing', async () => {
    const cloud = await ingestCloud(tables);
    const uploads = [cloud.put('feeds/', ''), cloud.put('elsewhere/a.txt', page), cloud.put('feeds/zero.txt', '')];
    await cloud.settle();
    expect(await Promise.all(uploads.map(cloud.receipt))).toEqual([
      undefined,
      undefined,
      expect.objectContaining({ outcome: 'refused', reason: 'The file has no bytes.' }),
    ]);
  });

  it('[R7] that was deleted or overwritten before it is read is skipped, and says so', async () => {
    const cloud = await ingestCloud(tables);
    const gone = cloud.put('feeds/gone.txt', page);
    cloud.remove('feeds/gone.txt');
    const old = cloud.put('feeds/twice.txt', 'an older file');
    const current = cloud.put('feeds/twice.txt', page);
    await cloud.settle();
    const receipts = await Promise.all([gone, old, current].map(cloud.receipt));
    expect(receipts.map((receipt) => receipt?.outcome)).toEqual(['skipped', 'skipped', 'accepted']);
    expect(receipts[0]?.reason).toBe('The object was deleted or overwritten before it was read.');
  });

  it('[R15] spells out its first 100 rejections and counts all of them by reason', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('archive/many.jsonl', snapshot(900, 20, 4));
    await cloud.settle();
    const receipt = await cloud.receipt(upload);
    expect(receipt?.counts.rejected).toBe(225);
    expect(receipt?.rejected).toHaveLength(100);
    expect(receipt?.rejected[0]).toEqual({ at: 'line 4', reason: expect.stringMatching(/^not valid JSON, at byte \d+$/) });
    expect(receipt?.reasons).toEqual({ 'not valid JSON, at byte N': 225 });
  });

  it('[R16] of which nearly everything is bad is refused as a whole, before anything is written', async () => {
    const cloud = await ingestCloud(tables);
    const bad = '{"year": 5}\n'.repeat(40);
    const upload = cloud.put('feeds/bad.jsonl', snapshot(3, 3) + bad);
    await cloud.settle();
    expect(await cloud.receipt(upload)).toMatchObject({
      outcome: 'refused',
      reason: '40 of its first 43 records are no papers; the first: a record without a title.',
      counts: { new: 0, rejected: 40 },
    });
    expect(await cloud.papers()).toEqual([]);
  });
});

describe('more than 5,000 records', () => {
  const long = snapshot(6_000, 40);

  it('under feeds/ are taken as an archive, and the receipt says so', async () => {
    const cloud = await ingestCloud(tables, 1e9);
    const upload = cloud.put('feeds/snapshot.json', long);
    await cloud.settle();
    expect(await cloud.receipt(upload)).toMatchObject({
      outcome: 'accepted',
      taken: 'archive',
      reason: 'It has more than 5000 records, so it counts as an archive: its papers go into the store, and none is news.',
    });
    const papers = await cloud.papers();
    expect(papers).toHaveLength(40);
    expect(papers.filter((paper) => 'newsAt' in paper)).toEqual([]);
  });

  it('are news when the object says so', async () => {
    const cloud = await ingestCloud(tables, 1e9);
    const upload = cloud.put('feeds/snapshot.json', long, { 'all-news': 'yes' });
    await cloud.settle();
    expect(await cloud.receipt(upload)).toMatchObject({ taken: 'news' });
    expect((await cloud.papers()).every(({ newsOf }) => newsOf === upload.id)).toBe(true);
  });

  it('that turn out to be no papers are refused at the 5,000th, before anything is written', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('archive/x.jsonl', snapshot(3, 3) + '{"year": 5}\n'.repeat(6_000));
    await cloud.settle();
    expect(await cloud.receipt(upload)).toMatchObject({ outcome: 'refused', counts: { rejected: 4_997 } });
    expect(await cloud.papers()).toEqual([]);
  });

  it('are taken in ranges that are handed out once; the last one makes the receipt final [R14]', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('archive/snapshot.json', snapshot(6_000, 40, 1_000));
    cloud.crash(6);
    await cloud.settle();
    const ranges = Math.ceil(upload.size / (64 * 1024));
    const receipt = await cloud.receipt(upload);
    expect(receipt).toMatchObject({ outcome: 'accepted', ranges, taken: 'archive', format: 'kaggle-arxiv-lines' });
    expect(receipt?.counts.rejected).toBe(6);
    const lines = snapshot(6_000, 40, 1_000).split('\n');
    const offset = Buffer.byteLength(`${lines.slice(0, 999).join('\n')}\n`);
    expect(receipt?.rejected[0]).toEqual({ at: `byte ${offset}`, reason: `not valid JSON, at byte ${offset}` });
    const { new: made = 0, updated = 0, unchanged = 0, duplicates = 0 } = receipt?.counts ?? {};
    expect(made + updated + unchanged + duplicates).toBe(5_994);
    expect(await cloud.papers()).toHaveLength(40);
  });

  it('in ranges give the table that reading in one go gives, in any order of the ranges', async () => {
    const text = snapshot(5_100, 30);
    const whole = await ingestCloud(tables, 1e9);
    whole.put('archive/s.json', text);
    await whole.settle();
    const known = ({ pk, title, abstract, ids }: Record<string, unknown>) => ({ pk, title, abstract, ids });
    const expected = (await whole.papers()).map(known);
    const cloud = await ingestCloud(tables, 100_000);
    const upload = cloud.put('archive/s.json', text);
    await cloud.takeOne();
    cloud.deliver((ranges) => [...ranges].reverse());
    await cloud.settle();
    expect((await cloud.papers()).map(known)).toEqual(expected);
    expect((await cloud.receipt(upload))?.ranges).toBeGreaterThan(4);
  });

  it('whose file is overwritten while ranges are read say how much was not read', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('archive/snapshot.json', snapshot(6_000, 40));
    await cloud.takeOne();
    await cloud.takeOne();
    cloud.put('archive/snapshot.json', 'something else');
    await cloud.settle();
    const receipt = await cloud.receipt(upload);
    expect(receipt).toMatchObject({ outcome: 'accepted' });
    const ranges = receipt?.ranges ?? 0;
    expect(receipt?.reason).toBe(
      `The object was deleted or overwritten before it was read. (${ranges - 1} of its ${ranges} ranges)`,
    );
  });
});

describe('[R13] a crash', () => {
  it.each([
    ['of a page', 'feeds/page.txt', () => fixture('hf-daily-api-minimal.json'), 1e9],
    ['of a snapshot in ranges', 'archive/s.json', () => Buffer.from(snapshot(5_001, 6)), 400_000],
  ])(
    'before or after any call %s ends in the same table and one final receipt',
    async (_, key, content, rangeBytes) => {
      const calm = await ingestCloud(tables, rangeBytes);
      calm.crash(1e9);
      calm.put(key, content());
      await calm.settle();
      const steps = calm.steps();
      const known = ({ pk, title, abstract, ids, newsOf }: Record<string, unknown>) => ({ pk, title, abstract, ids, newsOf });
      const expected = (await calm.papers()).map(known);
      expect(steps).toBeGreaterThan(6);
      for (let at = 1; at <= steps; at += 1) {
        const cloud = await ingestCloud(tables, rangeBytes);
        const upload = cloud.put(key, content());
        cloud.crash(at);
        await cloud.settle();
        expect((await cloud.papers()).map(known)).toEqual(expected);
        const receipt = await cloud.receipt(upload);
        expect({ at, outcome: receipt?.outcome }).toEqual({ at, outcome: 'accepted' });
        expect(cloud.written.size).toBe(1);
      }
    },
    180_000,
  );
});

describe('a file that ends every process that reads it', () => {
  it('gets a receipt that says so, and the one it deserves when it can be read after all', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('feeds/page.txt', page);
    const other = cloud.put('feeds/other.json', fixture('hf-daily-api-minimal.json'));
    cloud.kills((message) => message.key === upload.key);
    await cloud.settle();
    const unread = await cloud.receipt(upload);
    expect(unread).toMatchObject({ outcome: 'refused', tries: 5, bytes: upload.size, counts: { new: 0 } });
    expect(unread?.reason).toMatch(/^It could not be read: each of 5 tries/);
    expect(JSON.parse(cloud.written.get(`receipts/${upload.id.replace(/[^\w.-]/g, '-')}.json`)!)).toEqual(unread);
    expect(await cloud.receipt(other)).toMatchObject({ outcome: 'accepted' });

    cloud.kills(() => false);
    expect(cloud.redrive()).toBe(1);
    await cloud.settle();
    const read = await cloud.receipt(upload);
    expect(read).toMatchObject({ outcome: 'accepted', counts: { new: 62 } });
    expect(read).not.toHaveProperty('tries');
  });

  it('is told of no upload that was read', async () => {
    const cloud = await ingestCloud(tables);
    const upload = cloud.put('feeds/page.txt', page);
    cloud.deliver(([event]) => [event!, { ...event! }]);
    await cloud.takeOne();
    cloud.kills(() => true);
    await cloud.settle();
    expect(await cloud.receipt(upload)).toMatchObject({ outcome: 'accepted', counts: { new: 62 } });
  });

  it('costs a snapshot one range, and the receipt says so until that is read', async () => {
    const records = (receipt: Receipt | undefined) => {
      const { new: made = 0, updated = 0, unchanged = 0, duplicates = 0 } = receipt?.counts ?? {};
      return made + updated + unchanged + duplicates;
    };
    const cloud = await ingestCloud(tables, 300_000);
    const upload = cloud.put('feeds/s.json', snapshot(6_000, 30));
    cloud.kills((message) => 'range' in message && message.range === 1);
    await cloud.settle();
    const part = await cloud.receipt(upload);
    const archive = 'It has more than 5000 records, so it counts as an archive: its papers go into the store, and none is news.';
    expect(part).toMatchObject({ outcome: 'accepted', tries: 5, taken: 'archive' });
    expect(part?.reason).toContain(`${archive} 1 of its ${part?.ranges} ranges could not be read`);
    expect(records(part)).toBeLessThan(6_000);

    cloud.kills(() => false);
    expect(cloud.redrive()).toBe(1);
    await cloud.settle();
    const whole = await cloud.receipt(upload);
    expect(whole).toMatchObject({ outcome: 'accepted', reason: archive });
    expect(whole).not.toHaveProperty('tries');
    expect(records(whole)).toBe(6_000);
  });
});

it('[R8] ingest never writes where it is triggered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('feeds/', 'archive/'), fc.string({ maxLength: 40 }), async (prefix, name) => {
      const cloud = await ingestCloud(tables);
      cloud.put(`${prefix}${name}x`, 'not a feed');
      await cloud.settle();
      for (const key of cloud.written.keys()) expect(key).toMatch(/^receipts\/[\w.-]+\.json$/);
    }),
    { numRuns: 5 },
  );
});
