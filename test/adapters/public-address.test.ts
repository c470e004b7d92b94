import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPublic } from '../../functions/adapters/web.ts';

const octet = fc.integer({ min: 0, max: 255 });
const hextet = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
const v4 = (...parts: fc.Arbitrary<number>[]) => fc.tuple(...parts).map((all) => all.join('.'));
const v6 = (first: fc.Arbitrary<string>, rest = 7) =>
  fc.tuple(first, fc.array(hextet, { minLength: rest, maxLength: rest })).map(([head, tail]) => [head, ...tail].join(':'));
const is = fc.constant;
const between = (min: number, max: number) => fc.integer({ min, max });

describe('[R116] no address inside is asked', () => {
  test.each([
    ['this host', v4(is(0), octet, octet, octet)],
    ['private, 10/8', v4(is(10), octet, octet, octet)],
    ['private, 172.16/12', v4(is(172), between(16, 31), octet, octet)],
    ['private, 192.168/16', v4(is(192), is(168), octet, octet)],
    ['a carrier’s own, 100.64/10', v4(is(100), between(64, 127), octet, octet)],
    ['loopback', v4(is(127), octet, octet, octet)],
    ['link-local, and with it the metadata of AWS', v4(is(169), is(254), octet, octet)],
    ['benchmarks', v4(is(198), between(18, 19), octet, octet)],
    ['multicast, reserved, broadcast', v4(between(224, 255), octet, octet, octet)],
    ['IPv6 that is not routed: ::/3', v6(between(0, 0x1fff).map((n) => n.toString(16)))],
    ['unique local, link-local, multicast: 4000::/2 and up', v6(between(0x4000, 0xffff).map((n) => n.toString(16)))],
    ['6to4', v6(is('2002'))],
    ['Teredo', fc.array(hextet, { minLength: 6, maxLength: 6 }).map((rest) => ['2001:0', ...rest].join(':'))],
    ['documentation', fc.array(hextet, { minLength: 6, maxLength: 6 }).map((rest) => ['2001:db8', ...rest].join(':'))],
    ['any IPv4 as IPv6', v4(octet, octet, octet, octet).map((address) => `::ffff:${address}`)],
    ['any IPv4 behind a translator', v4(octet, octet, octet, octet).map((address) => `64:ff9b::${address}`)],
    ['a zone of this machine', is('fe80::1%eth0')],
    ['what is no address', fc.constantFrom('', 'localhost', '2130706433', '0x7f.1', '127.1', '[::1]')],
  ])('%s', (_, addresses) => {
    fc.assert(fc.property(addresses, (address) => !isPublic(address)));
  });

  test('others are public', () => {
    for (const address of [
      '151.101.3.42',
      '9.255.255.255',
      '172.15.0.1',
      '172.32.0.1',
      '100.63.0.1',
      '100.128.0.1',
      '223.255.255.1',
    ])
      expect(isPublic(address), address).toBe(true);
    for (const address of ['2a04:4e42:600::644', '2606:4700::6810:84e5', '2400:52e0::1'])
      expect(isPublic(address), address).toBe(true);
  });
});
