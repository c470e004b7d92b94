import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { expect, test } from 'vitest';
import { rulesForAll } from './rules/for-all.ts';
import { readMail } from './rules/read-mail.ts';
import { check } from './rules/rule.ts';
import { mimeOf, specimens } from './specimens.ts';

/** What SES signs, in its order: read off a mail that SES delivered. */
const SIGNED_BY_SES = [
  ...['Content-Type', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'From', 'To', 'Reply-To', 'Subject'],
  ...['Message-ID', 'Date', 'MIME-Version'],
];
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
});

async function signed(raw: Buffer): Promise<Buffer> {
  const { signatures, errors } = await dkimSign(raw, {
    canonicalization: 'relaxed/simple',
    headerList: SIGNED_BY_SES.join(':'),
    signatureData: [{ signingDomain: 'example.org', selector: 'ses', privateKey }],
  } as Parameters<typeof dkimSign>[1]);
  expect(errors).toEqual([]);
  return Buffer.concat([Buffer.from(signatures), raw]);
}

/** What a mail server makes of the signature, and of its domain beside that of the sender. */
async function verdict(mail: Buffer) {
  const resolver = async (name: string) => {
    expect(name).toBe('ses._domainkey.example.org');
    return [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]];
  };
  const { results } = await dkimVerify(mail, { resolver } as Parameters<typeof dkimVerify>[1]);
  return results.map(({ status }) => ({ result: status?.result, aligned: status?.aligned }));
}

test('[R53] signed as SES signs, every kind of mail verifies, aligned with its sender', async () => {
  for (const [name, mail] of await specimens()) {
    expect(await verdict(await signed(await mimeOf(mail))), name).toEqual([{ result: 'pass', aligned: 'example.org' }]);
  }
});

test('[R53] the signature covers both headers of one click: neither can be changed, dropped or added on the way', async () => {
  const mail = await signed(await mimeOf((await specimens()).get('one-paper')!));
  expect(check(await readMail(mail), rulesForAll())).toEqual([]);
  const [, names = ''] = /\bh=([^;]*)/.exec((await readMail(mail)).header('dkim-signature')[0] ?? '') ?? [];
  expect(names.replace(/\s/g, '').toLowerCase().split(':')).toEqual(
    expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']),
  );
  const changed = (was: RegExp, is: string) => {
    expect(mail.toString('latin1')).toMatch(was);
    return verdict(Buffer.from(mail.toString('latin1').replace(was, is), 'latin1'));
  };
  const failed = [expect.objectContaining({ result: expect.stringMatching(/fail|neutral/) })];
  expect(await changed(/token=k1/, 'token=k2')).toEqual(failed);
  expect(await changed(/^List-Unsubscribe-Post: .*\r\n/m, '')).toEqual(failed);
  expect(await changed(/^List-Unsubscribe-Post: .*/m, 'List-Unsubscribe-Post: No')).toEqual(failed);
  expect(await changed(/^Subject: /m, 'Subject: Re ')).toEqual(failed);
});
