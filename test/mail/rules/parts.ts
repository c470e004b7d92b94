import { attribute, hrefs, type ReadMail, words } from './read-mail.ts';
import { isBulk, isSafe, type Rule, short, unless } from './rule.ts';

const CLIP = 102_400;
const CLICK_COUNTERS =
  /(^|\.)(awstrack\.me|list-manage\.com|mandrillapp\.com|hubspotlinks\.com|hs-sales-engage\.com|links?\.[\w-]+\.mailgun\.org|ct\.sendgrid\.net)$/;
const TAGGED = /^(utm_\w+|mc_[ce]id|mkt_tok|_hsenc|_hsmi|vero_id|fbclid|gclid)$/;
const LOADS = ['img', 'script', 'link', 'iframe', 'frame', 'object', 'embed', 'video', 'audio', 'source', 'svg', 'form', 'base'];

/** Rules of what the two parts say, link and load. */
export const partRules = (local: boolean): Rule[] => [
  {
    rule: 'clipping',
    where: 'HTML part',
    cure: 'Shorten it: Gmail cuts a mail at 102,400 bytes, and the way to unsubscribe with it.',
    wrong: ({ html }) => unless(Buffer.byteLength(html) <= CLIP, `it has ${Buffer.byteLength(html)} bytes`),
  },
  {
    rule: 'way-out',
    where: 'both parts',
    cure: 'Put a visible link to unsubscribe into both parts of mail to many (Gmail and Yahoo, rules for senders).',
    wrong: (mail) => {
      if (!isBulk(mail)) return [];
      const seen = mail.elements.some((element) => element.tagName === 'a' && /unsubscribe/i.test(words(element)));
      return [
        ...unless(seen, 'the HTML part has none'),
        ...unless(/unsubscribe[\s\S]{0,40}https?:/i.test(mail.text), 'the text part has none'),
      ];
    },
  },
  {
    rule: 'safe-links',
    where: 'both parts',
    cure: 'Link to https and name no user in front of the host.',
    wrong: (mail) =>
      allLinks(mail).flatMap((url) =>
        unless(/^mailto:/.test(url) || isSafe(url, local), `${short(url)} is neither https nor mailto`),
      ),
  },
  {
    rule: 'straight-links',
    where: 'both parts',
    cure: 'Turn click counting off: a link goes where it says, without redirects and marks on the reader.',
    wrong: (mail) => [...allLinks(mail).flatMap(detours), ...mail.elements.flatMap(disguise)],
  },
  {
    rule: 'nothing-loads',
    where: 'HTML part',
    cure: 'Leave out what a client would fetch or run: it tells who opened the mail and when, and is blocked by most.',
    wrong: ({ html, elements }) => [
      ...elements.filter(({ tagName }) => LOADS.includes(tagName)).map(({ tagName }) => `there is a <${tagName}>`),
      ...elements.flatMap(({ tagName, attrs }) =>
        attrs
          .filter(({ name }) => /^(on.+|src|srcset|background|poster|action)$/.test(name))
          .map(({ name }) => `<${tagName}> has ${name}`),
      ),
      ...unless(!/<style[^>]*>[^<]*(url\(|@import)|style="[^"]*url\(/i.test(html), 'its style fetches something'),
    ],
  },
  {
    rule: 'accessible',
    where: 'HTML part',
    cure: 'Say the language and the title, and mark tables of layout with role="presentation" (WCAG 2.2, 3.1.1, 2.4.2, 1.3.1).',
    wrong: ({ elements }) => [
      ...unless(
        elements.some((element) => element.tagName === 'html' && attribute(element, 'lang')),
        '<html> has no lang',
      ),
      ...unless(
        elements.filter((element) => element.tagName === 'title' && words(element).trim()).length === 1,
        'there is not one <title>',
      ),
      ...unless(
        elements.every((element) => element.tagName !== 'table' || attribute(element, 'role')),
        'a table has no role',
      ),
    ],
  },
  {
    rule: 'text-lines',
    where: 'text part',
    cure: 'Wrap text at 78 columns; only a link may be longer, up to 998 (RFC 5322, 2.1.1).',
    wrong: ({ text }) =>
      text
        .split('\n')
        .flatMap((line, i) => unless(width(line) <= 78 || /https?:/.test(line), `line ${i + 1} has ${width(line)} columns`)),
  },
  {
    rule: 'text-is-text',
    where: 'text part',
    cure: 'Write what a person would type: no left-over tags or entities, and no first line that looks like a header.',
    wrong: ({ text }) => [
      ...unless(!/^[A-Za-z-]+:\s/.test(text.trimStart()), 'its first line looks like a header'),
      ...unless(!/[\p{Cs}\ufffd]|(?![\n\t])\p{Cc}/u.test(text.replace(/\r\n/g, '\n')), 'it holds control characters'),
    ],
  },
];

const width = (line: string) => Array.from(line.replace(/\p{M}/gu, '')).length;
const allLinks = ({ elements, text }: ReadMail) => [
  ...new Set([...hrefs(elements), ...(text.match(/^ *https?:\S+$/gm) ?? []).map((line) => line.trim())]),
];

/** What a link does besides leading somewhere. */
function detours(uri: string): string[] {
  const url = URL.parse(uri);
  if (!url) return [];
  return [
    ...unless(!CLICK_COUNTERS.test(url.hostname), `${short(uri)} counts clicks`),
    ...[...url.searchParams].flatMap(([name, value]) => [
      ...unless(!TAGGED.test(name), `${short(uri)} carries ${name}`),
      ...unless(!/^https?:\/\/[^/]/i.test(value), `${short(uri)} leads on to another address`),
    ]),
  ];
}

/** A link whose text is one address and whose target is at another host. */
function disguise(element: ReadMail['elements'][number]): string[] {
  const said = words(element).trim();
  const target = attribute(element, 'href');
  if (element.tagName !== 'a' || !target || !/^https?:\/\/\S+$/.test(said)) return [];
  return unless(URL.parse(said)?.host === URL.parse(target)?.host, `“${short(said)}” leads to ${URL.parse(target)?.host}`);
}
