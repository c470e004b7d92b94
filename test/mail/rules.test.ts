import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Mail } from '../../functions/domain/mail.ts';
import { edition, hostile } from '../emails/hostile-text.ts';
import { assembled } from '../emails/support.ts';
import { broadsheetRules } from './rules/broadsheet.ts';
import { rulesForAll } from './rules/for-all.ts';
import { readMail } from './rules/read-mail.ts';
import { check } from './rules/rule.ts';
import { mimeOf, specimens } from './specimens.ts';

const ALL = [...rulesForAll(), ...broadsheetRules];
const findings = async (raw: string | Buffer) => check(await readMail(Buffer.from(raw as string, 'latin1')), ALL);

let mails: Map<string, Mail>;
let digest: string;
let letter: string;
beforeAll(async () => {
  mails = await specimens();
  [digest, letter] = [await plain(mails.get('one-paper')!), await plain(mails.get('letter-confirm')!)];
});

test('[R29] [R35] [R51] [R52] every kind of mail keeps every rule, whatever its papers', async () => {
  for (const [name, mail] of mails) expect(check(await readMail(await mimeOf(mail)), ALL), name).toEqual([]);
});

test('[R33] [R34] [R51] [R52] [R102] a digest keeps every rule, whatever text its feed holds', async () => {
  const { headers, tags, to } = mails.get('one-paper')!;
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const mail = { ...assembled(edition(text)), headers, tags, to };
      expect(check(await readMail(await mimeOf(mail)), ALL)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** A mail with one thing broken, by the rule that must say so. `was` must be in the mail. */
const swap = (was: string | RegExp, is: string, mail: () => string = () => digest) => {
  return () => {
    expect(mail()).toMatch(was);
    return mail().replace(was, is);
  };
};
const header = (line: string) => swap(/^/, `${line}\r\n`);
const html = (is: string) => swap('<body', `${is}<body`);
const text = (is: string) => swap('\r\nBROADSHEET\r\n', `\r\nBROADSHEET\r\n${is}\r\n`);

/** A mail with its parts as they are, neither folded nor encoded, so that one thing in it can be broken. */
async function plain(mail: Mail): Promise<string> {
  const [head = ''] = (await mimeOf(mail)).toString('latin1').split('\r\n\r\n');
  const part = (type: string, body: string) =>
    `--B\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${Buffer.from(body).toString('latin1').replaceAll('\n', '\r\n')}\r\n`;
  const parts =
    part('text/plain', mail.text) + part('text/html', mail.html.replaceAll('><', '>\n<').replace(/(?<!&[#\w]+);/g, ';\n'));
  return `${head.replace(/\r\n /g, ' ').replace(/boundary="[^"]*"/, 'boundary="B"')}\r\n\r\n${parts}--B--\r\n`;
}

test.each(['digest', 'letter'])('the %s that is broken below is whole', async (kind) => {
  expect(await findings(kind === 'digest' ? digest : letter)).toEqual([]);
});

const BROKEN: [rule: string, broken: (() => string)[]][] = [
  ['line-length', [header(`X-Long: ${'x'.repeat(991)}`)]],
  ['line-ends', [swap('\r\nBROADSHEET\r\n', '\nBROADSHEET\r\n'), swap('\r\nBROADSHEET\r\n', '\r\nBROAD\rSHEET\r\n')]],
  ['header-ascii', [header('X-Name: J\xf6rg')]],
  ['once', [header('List-Id: <digest.example.org>'), header('Subject: Again')]],
  ['date', [swap(/^Date: [^\r]*\r\n/m, ''), swap(/^Date: [^\r]*/m, 'Date: 2026-03-18T07:02:00Z')]],
  ['message-id', [swap(/^Message-ID: [^\r]*\r\n/m, ''), swap(/^Message-ID: [^\r]*/m, 'Message-ID: <a b@c>')]],
  ['one-sender', [swap(/^From: [^\r]*/m, 'From: a@example.org, "b, c" <b@example.org>'), swap(/^From: [^\r]*/m, 'From: nobody')]],
  [
    'one-recipient',
    [swap(/^To: [^\r]*/m, 'To: a@example.org, b@example.org'), header('Cc: b@example.org'), header('Bcc: b@example.org')],
  ],
  [
    'subject',
    [
      swap(/^Subject: [\s\S]*?(?=\r\n\S)/m, 'Subject: '),
      swap(/^Subject: [\s\S]*?(?=\r\n\S)/m, `Subject: ${'word '.repeat(41)}.`),
      swap(/^Subject: [\s\S]*?(?=\r\n\S)/m, 'Subject: =?utf-8?Q?a=0Ab?='),
    ],
  ],
  [
    'parts',
    [
      swap('multipart/alternative', 'multipart/mixed'),
      swap('text/html; charset=utf-8', 'text/html; charset=latin1'),
      swap('Content-Type: text/plain; charset=utf-8', 'Content-Type: text/html; charset=utf-8'),
    ],
  ],
  [
    'list-unsubscribe',
    [
      swap(/^List-Unsubscribe: </m, 'List-Unsubscribe: <https://a.example/>, <'),
      swap(/^List-Unsubscribe: <https/m, 'List-Unsubscribe: <http'),
      swap(/^List-Unsubscribe: [\s\S]*?(?=\r\nList)/m, 'List-Unsubscribe: https://a.example/'),
    ],
  ],
  ['one-click', [swap(/^List-Unsubscribe-Post: [^\r]*\r\n/m, ''), swap('=One-Click', '=Yes')]],
  ['dkim-covers', [header('DKIM-Signature: v=1; a=rsa-sha256; d=example.org; h=From:To:List-Unsubscribe; b=x')]],
  ['list-id', [swap(/^List-ID: [^\r]*/m, 'List-Id: Broadsheet')]],
  ['auto-submitted', [swap(/^Auto-Submitted: [^\r]*\r\n/m, '', () => letter)]],
  ['ses-headers', [header(`${'X'.repeat(127)}: x`)]],
  ['clipping', [html(`${'x'.repeat(70)}\r\n`.repeat(1500))]],
  ['way-out', [swap('>Unsubscribe<', '>Leave<'), swap('\r\nUnsubscribe:', '\r\nLeave:')]],
  [
    'safe-links',
    [
      html('<a href="http://a.example/">a</a>'),
      html('<a href="https://b@a.example/">a</a>'),
      html('<a href="javascript:x">a</a>'),
      text('http://a.example/'),
    ],
  ],
  [
    'straight-links',
    [
      text('https://a.example/?utm_source=mail'),
      text('https://x.awstrack.me/L0/y'),
      text('https://a.example/?to=https%3A%2F%2Fb.example%2F'),
      html('<a href="https://a.example/">https://b.example/</a>'),
    ],
  ],
  [
    'nothing-loads',
    [
      html('<img alt="">'),
      html('<p onclick="x">'),
      html('<table role="presentation" background="https://a.example/p.gif">'),
      html('<style>p{background:url(//a)}</style>'),
      html('<p style="background:url(//a)">'),
    ],
  ],
  ['accessible', [swap('<html lang="en-GB"', '<html'), swap('role="presentation"', ''), swap(/<title>[^<]*/, '<title>')]],
  ['text-lines', [text('word '.repeat(20).trim())]],
  ['text-is-text', [swap(/={66}\r\n/, 'Note: a\r\n'), text('a\x07b')]],
  [
    'broadsheet/headers',
    [
      swap(/^List-Help: [\s\S]*?(?=\r\nList)/m, 'X-None: x'),
      swap(/^List-Archive: [^\r]*\r\n/m, ''),
      swap(/^List-ID: [^\r]*/m, 'List-Id: <other.example.org>'),
      header('X-Auto-Response-Suppress: All'),
      swap(/^/, 'X-Auto-Response-Suppress: OOF, AutoReply\r\n', () => letter),
    ],
  ],
  ['broadsheet/size', [html(`<p>${'<b></b>\r\n'.repeat(3000)}</p>`), html(`<p>${'words\r\n'.repeat(14_000)}</p>`)]],
  ['broadsheet/ascii', [html('\xc3\xb6')]],
  ['broadsheet/columns', [text('x'.repeat(73))]],
  ['broadsheet/same-links', [html('<a href="https://a.example/">a</a>')]],
];

test('no rule is there that nothing breaks', () => expect(BROKEN.map(([rule]) => rule)).toEqual(ALL.map(({ rule }) => rule)));

describe.each(BROKEN)('rule %s', (rule, broken) => {
  test.each(broken.map((make, i) => [i + 1, make] as const))('finds what breaks it, %i', async (_, make) => {
    const found = await findings(make());
    expect(found.map((one) => one.rule)).toContain(rule);
    expect(found.find((one) => one.rule === rule)).toMatchObject({
      where: expect.stringMatching(/\w/),
      wrong: expect.stringMatching(/\w/),
      cure: expect.stringMatching(/\.$/),
    });
  });
});
