import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressHash, isAddress, mailboxOf } from '../../functions/domain/address.ts';

const KEY = new Uint8Array(32).fill(1);

test.each([
  'ada@example.org',
  'Ada.Lovelace+papers@mail.example.co.uk',
  "o'brien@example.ie",
  'a@b.cd',
  'x_y-z~1&2@xn--bcher-kva.example',
  `${'l'.repeat(64)}@example.org`,
])('takes %s', (address) => expect(isAddress(address)).toBe(true));

test.each([
  ['nothing', ''],
  ['no domain', 'ada'],
  ['one label', 'ada@localhost'],
  ['trailing dot', 'ada@example.org.'],
  ['leading dot', '.ada@example.org'],
  ['two dots', 'a..da@example.org'],
  ['dot before @', 'ada.@example.org'],
  ['empty label', 'ada@example..org'],
  ['two @', 'ada@evil.example@example.org'],
  ['quoted local part', '"x@evil.example"@example.org'],
  ['quoted, with address inside', '"ada@evil.example x"@example.org'],
  ['comment', 'ada(comment)@example.org'],
  ['comment in domain', 'ada@example.org(evil.example)'],
  ['display name', 'Ada <ada@example.org>'],
  ['angle brackets', '<ada@example.org>'],
  ['group', 'friends:ada@example.org;'],
  ['list', 'ada@example.org,eve@evil.example'],
  ['semicolon list', 'ada@example.org;eve@evil.example'],
  ['source route', '@relay.example:ada@example.org'],
  ['percent hack', 'ada%evil.example@example.org'],
  ['bang path', 'evil.example!ada@example.org'],
  ['encoded word', '=?utf-8?q?ada=40evil.example=3e?=@example.org'],
  ['escaped line break', 'ada%0d%0abcc:eve@example.org'],
  ['CRLF', 'ada@example.org\r\nBcc: eve@evil.example'],
  ['LF at the end', 'ada@example.org\n'],
  ['NUL', 'ada\0@example.org'],
  ['line separator', 'ada\u2028@example.org'],
  ['space in front', ' ada@example.org'],
  ['no-break space', 'ada@example.org\u00a0'],
  ['address literal', 'ada@[127.0.0.1]'],
  ['bare IP', 'ada@127.0.0.1'],
  ['underscore in domain', 'ada@ex_ample.org'],
  ['hyphen at the end of a label', 'ada@example-.org'],
  ['non-ASCII local part', 'адa@example.org'],
  ['non-ASCII domain', 'ada@bücher.example'],
  ['full-width @', 'ada＠example.org'],
  ['dotless i that lower-cases', 'İ@example.org'],
  ['long local part', `${'l'.repeat(65)}@example.org`],
  ['long label', `ada@${'d'.repeat(64)}.org`],
  ['long address', `ada@${'d.'.repeat(130)}org`],
])('[R50][R67][R68] refuses %s', (_name, address) => expect(isAddress(address)).toBe(false));

test('[R67] what passes has one reading: ASCII, one @, and nothing that a header or an address list gives a meaning', () => {
  const alphabet = fc.constantFrom(...'ab1.@-+_\'"<>()[]:;,\\ %!=?\r\n\0é＠\u2028'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 24 }), (text) => {
      if (isAddress(text)) expect(text).toMatch(/^[\w.'+&~-]+@[a-z\d.-]+$/i);
    }),
    { numRuns: 5_000 },
  );
});

test('[R26] an adversarial address is refused: one that took quadratic time would end this test by its timeout', () => {
  for (const part of ['a.', 'a-', '.', "'", 'a'])
    expect(isAddress(`${part.repeat(500_000)}!@${'a-'.repeat(500_000)}`)).toBe(false);
});

test.each([
  ['ada@example.org', 'ada@example.org'],
  ['A.D.a+papers+2026@Example.ORG', 'ada@example.org'],
  ['ada+@example.org', 'ada@example.org'],
  ['a.da+x@GoogleMail.com', 'ada@gmail.com'],
  ['ada@me.com', 'ada@icloud.com'],
  ['a-d_a@sub.example.org', 'a-d_a@sub.example.org'],
  ['a.d@xn--bcher-kva.example', 'ad@xn--bcher-kva.example'],
  ['+ada@example.org', '@example.org'],
])('[R65] what is sent to %s is counted for %s', (address, mailbox) => {
  expect(isAddress(address)).toBe(true);
  expect(mailboxOf(address)).toBe(mailbox);
});

test('[R67] case makes no second reader; tags and dots do, as their provider decides what they mean', () => {
  const hash = addressHash(KEY, 'ada@example.org');
  expect(addressHash(KEY, 'Ada@Example.ORG')).toBe(hash);
  expect(
    new Set(['ada+x@example.org', 'a.da@example.org', 'ada@example.com'].map((a) => addressHash(KEY, a))).add(hash).size,
  ).toBe(4);
  expect(addressHash(new Uint8Array(32), 'ada@example.org')).not.toBe(hash);
  expect(hash).toMatch(/^[\w-]{43}$/);
});
