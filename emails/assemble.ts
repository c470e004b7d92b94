import { ownLink } from './clean.ts';
import { printableSaid } from './printable.ts';
import type { Frame, Own, PaperParts, Rendered, Selection, Template } from './props.ts';
import { append, broken, escaped, filled, lines, written } from './template.ts';
import { BULLET, place, textBrief, textHeading, textLine, textVotes } from './text.ts';
import { digestWords, inBrief, RISING, restOf, TEN } from './words.ts';

export type { Frame, Own, PaperParts, Rendered, Selection, Template } from './props.ts';

/** Bytes of HTML: 90 KiB, less what the links of a reader take. Gmail clips a mail, and its footer, at 102,400. */
const MAX_HTML = 80 * 1024;

type Shown = Selection<PaperParts>;

/**
 * Puts a mail together from rendered parts, the papers' from any editions, to the very bytes of rendering it whole. What readers of one
 * selection have in common is done once, for each of them only the links are filled in. What does not fit is left to the web edition:
 * first items, then cards, from the last. The returned function throws if a link is unusable.
 */
export function assemble(frame: Frame, selection: Shown): (own: Own) => Rendered {
  const shown = { ...selection, ...printableSaid(selection), ...fitted(frame, selection) };
  const words = digestWords({ ...shown, frequency: frame.frequency, publication: frame.publication });
  const html = htmlOf(frame, shown, words);
  const text = textOf(frame, shown, words);
  return ({ unsubscribeUrl, preferencesUrl, voteToken }) => {
    const own = { unsubscribeUrl: ownLink(unsubscribeUrl), preferencesUrl: ownLink(preferencesUrl), voteToken };
    return { subject: words.subject, html: written(html, inMarkup(own)), text: written(text, own) };
  };
}

/** The papers that fit. The lead alone always does, by the limits of its fields. */
function fitted({ html }: Frame, { front, next, lists, rising }: Shown): Pick<Shown, 'front' | 'next' | 'lists' | 'rising'> {
  let room = MAX_HTML - lengthOf(html.page);
  const fits = (template: Template | undefined) => {
    if (!template) return false;
    room -= lengthOf(template);
    return room >= 0;
  };
  const [lead, ...others] = front;
  if (lead) room -= lengthOf(lead.html.card);
  const item = ({ html }: PaperParts) => fits(html.item);
  return {
    front: lead ? [lead, ...others.filter(({ html }) => fits(html.card))] : [],
    next: next.filter(item),
    lists: lists.map((list) => ({ ...list, papers: list.papers.filter(item) })).filter(({ papers }) => papers.length > 0),
    rising: rising.filter(item),
  };
}

function lengthOf(template: Template): number {
  let length = 0;
  for (const piece of template) length += piece.length;
  return length;
}

/** Lists with their headings: of a week the rest of its ten need none, they go on from the cards. */
const listsOf = ({ lists, rising }: Shown) => (rising.length > 0 ? [...lists, { name: RISING, papers: rising }] : lists);

const shownIn = ({ front, next, lists, rising }: Shown) =>
  front.length + next.length + rising.length + lists.reduce((sum, { papers }) => sum + papers.length, 0);

function htmlOf(frame: Frame, shown: Shown, words: ReturnType<typeof digestWords>): Template {
  const { page, brief, heading } = frame.html;
  const { webUrl = '', frequency } = frame;
  const weekly = frequency === 'weekly';
  const [cards, also]: [Template, Template] = [[''], ['']];
  if (weekly && heading) append(cards, heading, { heading: escaped(TEN) });
  shown.front.forEach((paper, i) => {
    const facts = escaped(shown.facts?.get(paper) ?? '');
    append(cards, paper.html.card, {
      look: i === 0 ? 'lead' : 'story',
      place: weekly ? `${i + 1}. ` : '',
      after: facts && broken(` &#183; ${facts}`),
      alone: broken(facts),
    });
  });
  shown.next.forEach((paper, i) => {
    append(also, paper.html.item ?? [], { place: `${shown.front.length + i + 1}. ` });
  });
  for (const { name, papers } of heading ? listsOf(shown) : []) {
    append(also, heading ?? [], { heading: escaped(name) });
    for (const paper of papers) append(also, paper.html.item ?? [], { place: '' });
  }
  append(also, [restMarkup(restOf(shown, shownIn(shown), webUrl))]);
  return filled(page, {
    // An earlier release has slots for date and count.
    ...(brief ? {} : inMarkup(words)),
    subject: escaped(words.subject),
    preview: broken(escaped(words.preview)),
    line: broken(escaped(words.line)),
    cards,
    also,
    brief: brief ? briefMarkup(brief, shown, webUrl) : '',
    code: '',
    rest: '',
  });
}

function briefMarkup(row: Template, shown: Shown, webUrl: string): Template | string {
  const { subjects, code } = inBrief(shown);
  const said = subjects.map(({ id, name, papers }) => `<a href="${escaped(webUrl)}#${id}">${escaped(name)}</a> ${papers}`);
  const brief = [...said, ...(code ? [code] : [])].join(' &#183; ');
  return brief && filled(row, { brief: lines(brief) });
}

function restMarkup(rest: ReturnType<typeof restOf>): string {
  if (!rest) return '';
  const links = rest.links.map(({ label, url }) => `<a href="${escaped(url)}">${escaped(label)}</a>`);
  return lines(`<tr><td class="more">${rest.words && `${escaped(rest.words)} `}${links.join(' &#183; ')}</td></tr>`);
}

function textOf(frame: Frame, shown: Shown, words: ReturnType<typeof digestWords>): Template {
  const [cards, also]: [Template, Template] = [[''], ['']];
  if (frame.frequency === 'weekly') append(cards, [textHeading(TEN)]);
  shown.front.forEach((paper, i) => {
    const facts = shown.facts?.get(paper);
    append(cards, paper.text.card, { place: place(i + 1), more: facts ? `\n    ${facts}` : '' });
  });
  shown.next.forEach((paper, i) => {
    append(also, paper.text.item ?? [], { place: place(shown.front.length + i + 1) });
  });
  for (const { name, papers } of listsOf(shown)) {
    append(also, [textHeading(name)]);
    for (const paper of papers) append(also, paper.text.item ?? [], { place: BULLET });
  }
  const rest = restOf(shown, shownIn(shown), frame.webUrl ?? '');
  if (rest)
    append(also, [`\n\n${[rest.words, ...rest.links.map(({ label, url }) => `${label}: ${url}`)].filter(Boolean).join('\n')}`]);
  append(also, votesOf(shown));
  const { subjects, code } = inBrief(shown);
  const brief = [...subjects.map(({ name, papers }) => `${name} ${papers}`), ...(code ? [code] : [])].join(' · ');
  return filled(frame.text, {
    ...words,
    line: textLine(words.line),
    cards,
    also,
    brief: textBrief(brief),
    papers: cards,
    code: '',
    rest: '',
  });
}

/** Links of votes, with a slot for the reader's token in each. */
const votesOf = ({ front }: Shown): Template => {
  const urls = front.flatMap(({ voteUrl }) => (voteUrl ? [voteUrl] : []));
  return textVotes(urls.map((url) => `${url}&token=\u0001voteToken\u0001`)).split('\u0001');
};

function inMarkup<Name extends string>(values: Record<Name, string>): Record<string, string> {
  const markup: Record<string, string> = {};
  for (const name in values) markup[name] = escaped(values[name]);
  return markup;
}
