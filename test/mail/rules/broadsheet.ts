import { attribute, hrefs, type ReadMail, words } from './read-mail.ts';
import { isBulk, type Rule, unless } from './rule.ts';

/** Headers of a digest besides its own links; a letter to one person has the last alone. */
const DIGEST: [name: string, value: RegExp][] = [
  ['list-unsubscribe', /^<https?:[^<>,\s]+>(, <mailto:[^<>,\s]{1,64}@unsubscribe\.[^<>,\s]+>)?$/],
  ['list-id', /<digest\.[^<>]+>$/],
  ['list-help', /^<[^<>,\s]+>$/],
  ['list-archive', /^<[^<>,\s]+>$/],
  ['x-auto-response-suppress', /^OOF, AutoReply$/],
  ['auto-submitted', /^auto-generated$/],
];
const COLUMNS = 66;
const MOST_HTML = 90 * 1024;
/** Below this size what stands around the papers weighs more than what the ratio leaves. */
const SMALL = 16 * 1024;
/** Votes are one link in the text, and one a card in the HTML. */
const RATIO = 1.75;

/** What only Broadsheet promises of its own mails, on top of the rules for all. */
export const broadsheetRules: Rule[] = [
  {
    rule: 'broadsheet/headers',
    where: 'headers',
    cure: 'A digest has the headers of functions/send/digest-mail.ts; a letter has Auto-Submitted alone and no way to unsubscribe.',
    wrong: (mail) =>
      DIGEST.flatMap(([name, value]) => {
        const found = mail.header(name);
        const wanted = isBulk(mail) || name === 'auto-submitted';
        return wanted
          ? unless(value.test(found[0] ?? ''), `${name} is “${found[0] ?? ''}”`)
          : unless(found.length === 0, `a letter has ${name}`);
      }),
  },
  {
    rule: 'broadsheet/size',
    where: 'HTML part',
    cure: 'Let emails/assemble.ts leave more to the web, or write less markup.',
    wrong: ({ html, text, elements }) => {
      // What a text part has no use for: the style sheet, the title, and what the inbox shows.
      const [style = '', inbox = ''] = [/<style>[^<]*/.exec(html)?.[0], elements.filter(isInbox).map(words).join('')];
      const ratio = (html.length - style.length - escaped(inbox).length) / escaped(text).length;
      return [
        ...unless(html.length <= MOST_HTML, `it has ${html.length} bytes of at most ${MOST_HTML}`),
        ...unless(html.length <= SMALL || ratio <= RATIO, `it has ${ratio.toFixed(2)} × its text, of at most ${RATIO}`),
      ];
    },
  },
  {
    rule: 'broadsheet/ascii',
    where: 'HTML part',
    cure: 'Write other letters as numeric entities: one of them makes every copy slower to encode.',
    wrong: ({ html }) => unless(/^[ -~\n]*$/.test(html), 'it is not ASCII'),
  },
  {
    rule: 'broadsheet/columns',
    where: 'text part',
    cure: 'Fill text by emails/text.ts.',
    wrong: ({ text }) =>
      text
        .split('\n')
        .flatMap((line, i) =>
          unless(
            Array.from(line.replace(/\p{M}/gu, '')).length <= COLUMNS || /https?:\S+$/.test(line),
            `line ${i + 1} is longer than ${COLUMNS} columns`,
          ),
        ),
  },
  {
    rule: 'broadsheet/same-links',
    where: 'both parts',
    cure: 'Link the same in both parts; a client makes links of addresses between white space.',
    wrong: ({ elements, text }) => {
      const said = new Set(text.split(/\s+/));
      const votes = [...said].filter((word) => /^https?:.*\/vote\?/.test(word));
      // A place on a page is linked by the page.
      return hrefs(elements).flatMap((url) =>
        unless(
          said.has(url.replace(/#.*/, '')) || votes.some((vote) => votesFor(vote, url)),
          `${url.slice(0, 80)} is not in the text part, between white space`,
        ),
      );
    },
  },
];

/** Whether a link of the text part, which is for many papers, is also for the one of a link of the HTML. */
function votesFor(many: string, one: string): boolean {
  if (!URL.canParse(one)) return false;
  const [{ pathname, searchParams: all }, wanted] = [new URL(many), new URL(one)];
  const refs = all.get('paper')?.split('.') ?? [];
  const { pathname: path, searchParams } = wanted;
  return path === pathname && all.get('token') === searchParams.get('token') && refs.includes(searchParams.get('paper') ?? '');
}

/** Text as it stands in HTML of ASCII. */
export const escaped = (text: string) =>
  text.replace(/["&'<>]/g, '12345').replace(/[^\0-\x7f]/gu, (char) => `&#${char.codePointAt(0)};`);

const isInbox = (element: ReadMail['elements'][number]) =>
  element.tagName === 'title' || attribute(element, 'class') === 'preview';
