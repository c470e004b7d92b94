import type { ReadMail } from './read-mail.ts';
import { isBulk, isSafe, quoted, type Rule, unless } from './rule.ts';

const ONCE = ['date', 'from', 'to', 'subject', 'message-id', 'reply-to', 'sender', 'mime-version', 'content-type'];
const ONCE_OR_NEVER = [
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-help',
  'list-archive',
  'precedence',
  'auto-submitted',
];
const SET_BY_SES =
  /^(from|to|cc|bcc|subject|date|message-id|reply-to|return-path|sender|mime-version|content-.*|received|dkim-signature|authentication-results|x-ses-.*|feedback-id)$/;
const DATE =
  /^([A-Z][a-z]{2}, )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|GMT)( \(.*\))?$/;

/** Rules of the message and its headers. */
export const headerRules = (local: boolean): Rule[] => [
  {
    rule: 'line-length',
    where: 'message',
    cure: 'Fold headers, and encode bodies as quoted-printable or base64 (RFC 5322, 2.1.1).',
    wrong: ({ lines }) =>
      lines.flatMap((line, i) =>
        unless(line.replace(/\r$/, '').length <= 998, `line ${i + 1} has ${line.length} octets of at most 998`),
      ),
  },
  {
    rule: 'line-ends',
    where: 'message',
    cure: 'End every line with CR LF, and use neither alone: servers disagree on where such a line ends (RFC 5322, 2.3).',
    wrong: ({ lines }) => {
      const bad = lines.slice(0, -1).findIndex((line) => !/^[^\r]*\r$/.test(line));
      return unless(bad < 0, `line ${bad + 1} does not end with CR LF, or holds a CR alone`);
    },
  },
  {
    rule: 'header-ascii',
    where: 'headers',
    cure: 'Encode other letters (RFC 2047), and control characters not at all.',
    wrong: ({ headers }) =>
      headers.flatMap(({ name, value }) => unless(/^[\t -~]*$/.test(value), `${name} is not printable ASCII`)),
  },
  {
    rule: 'once',
    where: 'headers',
    cure: 'Write each of these headers once (RFC 5322, 3.6; RFC 2369; RFC 8058).',
    wrong: (mail) =>
      [...ONCE, ...ONCE_OR_NEVER].flatMap((name) =>
        unless(mail.header(name).length <= 1, `${name} stands there ${mail.header(name).length} times`),
      ),
  },
  {
    rule: 'date',
    where: 'Date',
    cure: 'Say when the mail was written, as in Wed, 18 Mar 2026 07:02:00 +0000 (RFC 5322, 3.3). SES does.',
    wrong: (mail) => unless(DATE.test(mail.header('date')[0] ?? ''), `it is ${quoted(mail.header('date')[0])}`),
  },
  {
    rule: 'message-id',
    where: 'Message-ID',
    cure: 'Give the mail one name of its own, <left@right> (RFC 5322, 3.6.4). SES does.',
    wrong: (mail) =>
      unless(/^<[^<>@\s]+@[^<>@\s]+>$/.test(mail.header('message-id')[0] ?? ''), `it is ${quoted(mail.header('message-id')[0])}`),
  },
  {
    rule: 'one-sender',
    where: 'From',
    cure: 'Name one sender with one address (RFC 5322, 3.6.2; DMARC looks at it).',
    wrong: (mail) => unless(addresses(mail, 'from') === 1, `it has ${addresses(mail, 'from')} addresses`),
  },
  {
    rule: 'one-recipient',
    where: 'To, Cc, Bcc',
    cure: 'Send each reader a copy of their own: nobody should see who else reads, and a bounce should tell whose it is.',
    wrong: (mail) => {
      const all = addresses(mail, 'to') + addresses(mail, 'cc') + addresses(mail, 'bcc');
      return unless(addresses(mail, 'to') === 1 && all === 1, `there are ${all} recipients`);
    },
  },
  {
    rule: 'subject',
    where: 'Subject',
    cure: 'Write one line of 1 to 200 letters, with whole encoded words (RFC 2047).',
    wrong: ({ subject }) => [
      ...unless(subject.trim() !== '' && subject.length <= 200, `it has ${subject.length} characters`),
      ...unless(
        !/[\p{Cc}\p{Bidi_Control}\ufffd]|=\?[\w-]+\?[bq]\?/iu.test(subject),
        'it holds control characters, or was encoded wrongly',
      ),
    ],
  },
  {
    rule: 'parts',
    where: 'Content-Type',
    cure: 'Send multipart/alternative: text/plain, then text/html, both in UTF-8, and nothing else (RFC 2046, 5.1.4).',
    wrong: (mail) => [
      ...unless(
        /^multipart\/alternative/i.test(mail.header('content-type')[0] ?? ''),
        `its type is ${quoted(mail.header('content-type')[0]?.split(';')[0])}`,
      ),
      ...unless(
        /^text\/plain.*utf-8[^,]*,text\/html.*utf-8/.test(mail.types.join()) && mail.types.length === 2,
        `its parts are ${mail.types.join(', ')}`,
      ),
      ...unless(mail.text.trim() !== '' && mail.html !== '', 'a part is empty'),
    ],
  },
  {
    rule: 'list-unsubscribe',
    where: 'List-Unsubscribe',
    cure: 'Give one <https://…> address, at most a <mailto:…> beside it (RFC 2369, 3.2; RFC 8058, 3.1).',
    wrong: (mail) => {
      const [value = ''] = mail.header('list-unsubscribe');
      const uris = value.split(',').map((uri) => uri.trim());
      const https = uris.filter((uri) => /^<.*>$/.test(uri) && isSafe(uri.slice(1, -1), local));
      const good = https.length === 1 && uris.every((uri) => https.includes(uri) || /^<mailto:[^<>\s]+>$/.test(uri));
      return isBulk(mail) ? unless(good, `it is ${quoted(value)}`) : [];
    },
  },
  {
    rule: 'one-click',
    where: 'List-Unsubscribe-Post',
    cure: 'Write List-Unsubscribe=One-Click, and accept that POST (RFC 8058; Gmail and Yahoo demand it of mail to many).',
    wrong: (mail) => {
      const [value] = mail.header('list-unsubscribe-post');
      return isBulk(mail) ? unless(value === 'List-Unsubscribe=One-Click', `it is ${quoted(value)}`) : [];
    },
  },
  {
    rule: 'dkim-covers',
    where: 'DKIM-Signature',
    cure: 'Sign List-Unsubscribe and List-Unsubscribe-Post too, or no provider shows the button (RFC 8058, 4).',
    wrong: (mail) => {
      const signed = mail
        .header('dkim-signature')
        .map((value) => (/\bh=([^;]*)/.exec(value)?.[1] ?? '').toLowerCase().split(/[\s:]+/));
      const covers = signed.some((names) => names.includes('list-unsubscribe') && names.includes('list-unsubscribe-post'));
      return isBulk(mail) && signed.length > 0 ? unless(covers, 'no signature covers both') : [];
    },
  },
  {
    rule: 'list-id',
    where: 'List-Id',
    cure: 'Name the list so that readers can filter by it: Paper Digest <digest.example.org> (RFC 2919, 3).',
    wrong: (mail) => {
      const [value = ''] = mail.header('list-id');
      return isBulk(mail) ? unless(/^([^<>]* )?<[a-z\d-]+(\.[a-z\d-]+)+>$/i.test(value), `it is ${quoted(value)}`) : [];
    },
  },
  {
    rule: 'auto-submitted',
    where: 'Auto-Submitted',
    cure: 'Write auto-generated, so that no holiday notice answers (RFC 3834, 5).',
    wrong: (mail) =>
      unless(
        /^auto-(generated|notified)\b/.test(mail.header('auto-submitted')[0] ?? ''),
        `it is ${quoted(mail.header('auto-submitted')[0])}`,
      ),
  },
  {
    rule: 'ses-headers',
    where: 'headers',
    cure: "Keep a header's name to 126 and its value to 995 printable characters, 996 together (SES, MessageHeader).",
    wrong: ({ headers }) =>
      headers
        .filter(({ name }) => !SET_BY_SES.test(name))
        .flatMap(({ name, value }) =>
          unless(
            name.length <= 126 && value.length <= 995 && name.length + value.length <= 996,
            `${name.slice(0, 40)} has ${value.length} characters`,
          ),
        ),
  },
];

/** Mailboxes in an address header. Quoted names may hold commas. */
function addresses(mail: ReadMail, name: string): number {
  const bare = mail
    .header(name)
    .join(',')
    .replace(/"(\\.|[^"\\])*"/g, '');
  return bare.split(',').filter((one) => one.includes('@')).length;
}
