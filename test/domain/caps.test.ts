import { expect, test } from 'vitest';
import { capKey, networkOf, windowEnd } from '../../functions/domain/caps.ts';

test.each([
  ['192.0.2.1', '192.0.2.0/24'],
  ['192.0.2.254', '192.0.2.0/24'],
  ['::ffff:192.0.2.9', '192.0.2.0/24'],
  ['2001:db8:1:2aff::1', '20010db800012a/56'],
  ['2001:DB8:1:2a00:1:2:3:4', '20010db800012a/56'],
  ['2001:db8:1:2b00::', '20010db800012b/56'],
  ['::2', '00000000000000/56'],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['unknown', undefined],
  ['', undefined],
])('[R65] %s is of the network %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test('windows end on the hour and on the day, in UTC', () => {
  const at = new Date('2026-03-18T12:34:56.789Z');
  expect([windowEnd(at, 1), windowEnd(at, 24)].map((end) => end.toISOString())).toEqual([
    '2026-03-18T13:00:00.000Z',
    '2026-03-19T00:00:00.000Z',
  ]);
  expect(windowEnd(new Date('2026-03-18T13:00:00.000Z'), 1).toISOString()).toBe('2026-03-18T14:00:00.000Z');
});

test('what is counted cannot be read off its name, nor mixed up', () => {
  const key = new Uint8Array(32).fill(9);
  const names = [
    capKey(key, 'domain', 'a.example'),
    capKey(key, 'network', 'a.example'),
    capKey(key.fill(8), 'domain', 'a.example'),
  ];
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^[\w-]{43}$/);
});
