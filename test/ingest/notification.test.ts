import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Notification, type Upload } from '../../functions/ingest/notification.ts';
import { startTables } from '../fakes/tables.ts';
import { ingestCloud } from './cloud.ts';

/** A record as S3 sends it, with what differs between versions of the event. */
const record = (key: string, over: { eventName?: string; eventVersion?: string; sequencer?: string } = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventTime: '2026-03-18T07:00:00.123Z',
  eventName: 'ObjectCreated:Put',
  userIdentity: { principalId: 'AWS:AROAEXAMPLE' },
  requestParameters: { sourceIPAddress: '198.51.100.7' },
  responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'feeds',
    bucket: { name: 'feeds-bucket', ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: 'arn:aws:s3:::feeds-bucket' },
    object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: over.sequencer ?? '0055AED6DCD90281E5' },
  },
  ...over,
});
const read = (...records: unknown[]) => s3Notification.parse({ Records: records });
/** S3's own encoding of keys in events. */
const encoded = (key: string) => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');

describe('what S3 tells', () => {
  it('[R3] a key is decoded exactly once', () => {
    expect(read(record('feeds/a+b%2B%C3%A9+x.json')).uploads[0]?.key).toBe('feeds/a b+é x.json');
    expect(read(record('feeds/50%25off%2B.txt')).uploads[0]?.key).toBe('feeds/50%off+.txt');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        expect(read(record(encoded(`feeds/${name}`))).uploads[0]?.key).toBe(`feeds/${name}`);
      }),
    );
  });

  it('[R4] a key of any kind is one that can be worked with', () => {
    for (const key of ['feeds/a\nb', 'feeds/../../etc', `feeds/${'k'.repeat(1_018)}`, 'feeds/\u0000', 'feeds/%zz'])
      expect(read(record(encoded(key))).uploads[0]?.key).toBe(key);
    expect(read(record('feeds/%zz')).uploads[0]?.key).toBe('feeds/%zz');
  });

  it('[R6] test events, empty lists, removals and unknown records are ignored and counted; new versions are read', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-03-18T07:00:00.000Z', Bucket: 'feeds-bucket' };
    expect(s3Notification.parse(test)).toEqual({ uploads: [], ignored: 1 });
    expect(read()).toEqual({ uploads: [], ignored: 1 });
    expect(read(record('feeds/a', { eventName: 'ObjectRemoved:Delete' }), { unknown: true })).toEqual({
      uploads: [],
      ignored: 2,
    });
    for (const eventVersion of ['2.6', '3.1']) expect(read(record('feeds/a', { eventVersion })).uploads).toHaveLength(1);
    expect(read(record('feeds/a'), 7)).toMatchObject({ uploads: [{ key: 'feeds/a' }], ignored: 1 });
  });

  it('[R2] sequencers of any length order uploads of one instant as S3 means them: padded on the right', () => {
    const ids = ['0055AED6DCD90281E5', '0055AED6DCD90281E50', '0055AED6DCD90281E51', '0055AED6DD'].map(
      (sequencer) => read(record('feeds/a', { sequencer })).uploads[0]?.id ?? '',
    );
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('[R2] events out of order', () => {
  let tables: Awaited<ReturnType<typeof startTables>>;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.stop());

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2, 1]]])(
    'in order %j the newest version of a key is what is read',
    async (order) => {
      const cloud = await ingestCloud(tables);
      const version = (title: string) => JSON.stringify([{ paper: { id: '2603.00001', title, summary: 'We show it.' } }]);
      const uploads = ['First wording', 'Second wording', 'Third wording'].map((title) =>
        cloud.put('feeds/k.json', version(title)),
      );
      cloud.deliver((events) => order.flatMap((n) => events[n] ?? []));
      await cloud.settle();
      expect((await cloud.papers()).map(({ title }) => title)).toEqual(['Third wording']);
      const receipts = await Promise.all(uploads.map((upload: Upload) => cloud.receipt(upload)));
      expect(receipts.map((receipt) => receipt?.outcome)).toEqual(order.includes(0) ? ['skipped', 'skipped', 'accepted'] : []);
    },
  );
});
