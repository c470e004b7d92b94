import { ownLink } from './clean.ts';
import { printableReason, printableSaid } from './printable.ts';
import type { Frame, OwnLinks, PaperParts, PersonalSelection, Rendered, Selection, Template } from './props.ts';
import { append, broken, escaped, filled, lines, mark, templateOf, written } from './template.ts';
import { BULLET, place, textBrief, textFollow, textHeading, textLine, textReason, textVotes } from './text.ts';
import {
  ASKED,
  digestPreview,
  digestWords,
  FOR_YOU,
  FRONT_PAGE,
  inBrief,
  namedBy,
  noticeWords,
  RISING,
  restOf,
  revisedLine,
  TEN,
} from './words.ts';

export type { Frame, OwnLinks, PaperParts, Rendered, Selection, Template } from './props.ts';

/**
 * The most bytes of HTML, without a reader's links: with them about 90 KiB. Gmail cuts a mail off at 102,400, with its footer.
 */
const MAX_HTML = 80 * 1024;

type Shown = Pick<Selection<PaperParts>, 'front' | 'next' | 'lists' | 'rising' | 'facts'> & {
  forYou: readonly { paper: PaperParts; reason: string }[];
};
/**
 * What all copies say of an edition. `page`, `text`: the frame with these words in it. `subjects`: with the papers that `usual`
 * names, and `plain`. `rest`: how a copy that shows so many papers ends. `only`: this copy shows "For you" only.
 */
type Said = {
  subjects: { usual: Subject; plain: Subject; names: readonly PaperParts[] };
  page: Template;
  text: Template;
  brief: { html: Template | string; text: string };
  rest: (shown: number) => { html: string; text: string };
  only?: boolean;
};

/**
 * Assembles a digest from rendered parts, with papers of any editions. The result is byte for byte that of rendering it whole.
 * What all readers of one selection have in common is made once; the returned function fills in a reader's links, and their own
 * papers (`personal`). Papers that do not fit are left out, and the mail links to the web edition: first
 * items, then cards, from the last. The returned function throws if a link is unusable.
 */
export function assemble(
  frame: Frame,
  selection: Selection<PaperParts>,
): (own: OwnLinks, personal?: PersonalSelection<PaperParts>) => Rendered {
  const shown = { ...selection, ...papersThatFit(frame, { ...selection, forYou: [] }) };
  const printable = printableSaid(selection);
  const words = digestWords({ ...shown, ...printable, frequency: frame.frequency, publication: frame.publication });
  const said: Said = {
    subjects: { usual: subjectOf(words.subject), plain: subjectOf(words.plainSubject), names: namedBy(words.subject, shown) },
    page: filled(frame.html.page, {
      line: broken(escaped(words.line)),
    }),
    text: filled(frame.text, { line: textLine(words.line) }),
    brief: briefOf(frame, printable),
    rest: remembering((shown: number) => endOf(restOf(printable, shown, frame.webUrl), revisedLine(printable.revised))),
  };
  const common = partsOf(frame, { ...shown, forYou: [] }, said);
  return ({ unsubscribeUrl, preferencesUrl, voteToken }, personal) => {
    const own = { unsubscribeUrl: ownLink(unsubscribeUrl), preferencesUrl: ownLink(preferencesUrl), voteToken };
    const { subject, html, text } = personal ? assemblePersonal(frame, personal, said) : common;
    return { subject, html: written(html, inMarkup(own)), text: written(text, own) };
  };
}

/**
 * Assembles a mail that says why there is no edition, or why nothing in it is for this reader (`personal`). It has the frame of a
 * digest and no papers.
 */
export function assembleNotice(frame: Frame, said: Parameters<typeof noticeWords>[1]): (own: OwnLinks) => Rendered {
  const { subject, line, sentence } = noticeWords(frame, said);
  const markup = `<tr><td class="note"><p>${escaped(sentence)}</p><p>${escaped(ASKED)}</p></td></tr>`;
  const html = filled(frame.html.page, {
    ...{ cards: '', also: '' },
    subject: escaped(subject),
    preview: broken(escaped(sentence)),
    line: broken(escaped(line)),
    brief: lines(markup),
    follow: frame.html.follow[0] ?? '',
  });
  const text = filled(frame.text, {
    ...{ cards: '', also: '' },
    line: textLine(line),
    brief: `\n\n${textLine(sentence)}\n\n${textLine(ASKED)}`,
    follow: FOLLOW[0] ?? '',
  });
  return ({ unsubscribeUrl, preferencesUrl, voteToken }) => {
    const own = { unsubscribeUrl: ownLink(unsubscribeUrl), preferencesUrl: ownLink(preferencesUrl), voteToken };
    return { subject, html: written(html, inMarkup(own)), text: written(text, own) };
  };
}

function assemblePersonal(frame: Frame, personal: PersonalSelection<PaperParts>, said: Said) {
  const forYou = personal.forYou.map(({ paper, reason }) => ({ paper, reason: printableReason(reason) }));
  const shown = { ...personal, ...papersThatFit(frame, { ...personal, forYou }) };
  return partsOf(frame, shown, { ...said, only: personal.only }, true);
}

function partsOf(frame: Frame, shown: Shown, said: Said, personal = false) {
  const front = [...shown.forYou.map(({ paper }) => paper), ...shown.front];
  const { usual, plain, names } = said.subjects;
  const all = [...front, ...shown.next, ...shown.lists.flatMap(({ papers }) => papers)];
  const subject = names.every((paper) => all.includes(paper)) ? usual : plain;
  const words = { subject: subject.html, preview: broken(escaped(digestPreview({ front, lists: shown.lists }))) };
  return { subject: subject.text, html: htmlOf(frame, shown, said, words, personal), text: textOf(frame, shown, said, personal) };
}

type Subject = { text: string; html: string };
const subjectOf = (text: string): Subject => ({ text, html: escaped(text) });

/** Remembers the last result: most copies of an edition show as many papers. */
function remembering<In, Out>(make: (of: In) => Out): (of: In) => Out {
  let last: { of: In; made: Out } | undefined;
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
}

/** The papers that fit into a mail. The first card always fits, by the limits of its fields. */
function papersThatFit({ html }: Frame, { forYou, front, next, lists, rising }: Shown): Omit<Shown, 'facts'> {
  let room = MAX_HTML - lengthOf(html.page);
  const fits = (template: Template) => {
    room -= lengthOf(template);
    return room >= 0;
  };
  const [lead, ...others] = front;
  if (lead) room -= lengthOf(lead.html.card);
  const item = ({ html }: PaperParts) => fits(html.item);
  return {
    forYou: forYou.filter(({ paper }) => fits(paper.html.card)),
    front: lead ? [lead, ...others.filter(({ html }) => fits(html.card))] : [],
    next: next.filter(item),
    lists: lists.map((list) => ({ ...list, papers: list.papers.filter(item) })).filter(({ papers }) => papers.length > 0),
    rising: rising.filter(item),
  };
}

/** The length of a template, counted once. */
function lengthOf(template: Template): number {
  const known = LENGTHS.get(template);
  if (known !== undefined) return known;
  const length = template.reduce((sum, piece) => sum + piece.length, 0);
  LENGTHS.set(template, length);
  return length;
}
const LENGTHS = new WeakMap<Template, number>();

/** The lists that have a heading. `next`, the rest of a week's ten, has none, since it continues the cards. */
const listsOf = ({ lists, rising }: Shown) => (rising.length > 0 ? [...lists, { name: RISING, papers: rising }] : lists);

const shownIn = ({ forYou, front, next, lists, rising }: Shown) =>
  forYou.length + front.length + next.length + rising.length + lists.reduce((sum, { papers }) => sum + papers.length, 0);

function htmlOf(
  frame: Frame,
  shown: Shown,
  said: Said,
  words: { subject: string; preview: string },
  personal: boolean,
): Template {
  const { heading, reason: reasonRow, follow } = frame.html;
  const weekly = frame.frequency === 'weekly';
  const [cards, also]: [Template, Template] = [[''], ['']];
  const card = (paper: PaperParts, look: string, number: string, reason: Template | string) => {
    const facts = escaped(shown.facts?.get(paper) ?? '');
    append(cards, paper.html.card, {
      ...{ look, place: number, reason },
      after: facts && broken(` &#183; ${facts}`),
      alone: broken(facts),
    });
  };
  if (shown.forYou.length > 0) append(cards, heading, { heading: escaped(FOR_YOU) });
  for (const { paper, reason } of shown.forYou) card(paper, 'story', '', filled(reasonRow, { reason: broken(escaped(reason)) }));
  if ((weekly && !said.only) || (shown.front.length > 0 && shown.forYou.length > 0))
    append(cards, heading, { heading: escaped(weekly ? TEN : FRONT_PAGE) });
  shown.front.forEach((paper, i) => {
    card(paper, i === 0 ? 'lead' : 'story', weekly ? `${i + 1}. ` : '', '');
  });
  shown.next.forEach((paper, i) => {
    append(also, paper.html.item, { place: `${shown.front.length + i + 1}. ` });
  });
  for (const { name, papers } of listsOf(shown)) {
    append(also, heading, { heading: escaped(name) });
    for (const paper of papers) append(also, paper.html.item, { place: '' });
  }
  append(also, [said.rest(shownIn(shown)).html]);
  return filled(said.page, {
    ...words,
    cards,
    also,
    brief: said.only ? '' : said.brief.html,
    follow: follow[personal ? 1 : 0] ?? '',
  });
}

/** The line that sums up the day: its subjects, and how many papers have code. */
function briefOf({ html, webUrl }: Frame, edition: Parameters<typeof inBrief>[0]): Said['brief'] {
  const { subjects, code } = inBrief(edition);
  const links = subjects.map(({ id, name, papers }) => `<a href="${escaped(webUrl)}#${id}">${escaped(name)}</a>&#160;${papers}`);
  // Non-breaking spaces before the dots, so that no line begins with one.
  const markup = [...links, ...(code ? [code.replaceAll(' ', '&#160;')] : [])].join('&#160;&#183; ');
  const text = [...subjects.map(({ name, papers }) => `${name} ${papers}`), ...(code ? [code] : [])].join(' · ');
  return { html: markup && filled(html.brief, { brief: lines(markup) }), text: textBrief(text) };
}

/** The lines below the papers: where the rest is, and how many papers were revised. */
function endOf(rest: ReturnType<typeof restOf>, revised: string) {
  const links = rest?.links ?? [];
  const markup = links.map(({ label, url }) => `<a href="${escaped(url)}">${escaped(label)}</a>`).join(' &#183; ');
  const said = rest?.words ? `${escaped(rest.words)} ${markup}` : markup;
  const both = [said, escaped(revised)].filter(Boolean).join(' &#183; ');
  const below = [rest?.words, ...links.map(({ label, url }) => `${label}: ${url}`), revised].filter(Boolean);
  return {
    html: both && lines(`<tr><td class="more">${both}</td></tr>`),
    text: below.length > 0 ? `\n\n${below.join('\n')}` : '',
  };
}

function textOf(frame: Frame, shown: Shown, said: Said, personal: boolean): Template {
  const [cards, also]: [Template, Template] = [[''], ['']];
  const weekly = frame.frequency === 'weekly';
  let number = 0;
  const card = (paper: PaperParts, reason: string) => {
    const facts = shown.facts?.get(paper);
    append(cards, paper.text.card, {
      place: place(++number),
      more: facts ? `\n    ${facts}` : '',
      reason: reason && textReason(reason),
    });
  };
  if (shown.forYou.length > 0) append(cards, [textHeading(FOR_YOU)]);
  for (const { paper, reason } of shown.forYou) card(paper, reason);
  if ((weekly && !said.only) || (shown.front.length > 0 && shown.forYou.length > 0))
    append(cards, [textHeading(weekly ? TEN : FRONT_PAGE)]);
  for (const paper of shown.front) card(paper, '');
  for (const paper of shown.next) append(also, paper.text.item, { place: place(++number) });
  for (const { name, papers } of listsOf(shown)) {
    append(also, [textHeading(name)]);
    for (const paper of papers) append(also, paper.text.item, { place: BULLET });
  }
  append(also, [said.rest(shownIn(shown)).text]);
  append(also, votesOf(shown, frame));
  return filled(said.text, {
    cards,
    also,
    brief: said.only ? '' : said.brief.text,
    follow: FOLLOW[personal ? 1 : 0] ?? '',
  });
}

/** The link to say what a reader works on: in the common copy, and in a personal one. */
const FOLLOW = [false, true].map((personal) => templateOf(textFollow(mark('preferencesUrl'), personal)));

/** Links to vote for the papers above, one for each edition, with a slot for the reader's token. */
const votesOf = ({ forYou, front }: Shown, { frequency, webUrl }: Frame): Template => {
  const urls = [...forYou.map(({ paper }) => paper), ...front].map(({ voteUrl }) => voteUrl);
  const together = ballotsOf(urls, frequency === 'weekly' ? webUrl : '');
  return textVotes(together.map((url) => `${url}&token=\u0001voteToken\u0001`)).split('\u0001');
};

/**
 * Joins addresses of votes: one for each edition, with its papers separated by dots. A week's edition (`week` is its address) has
 * the papers of its days.
 */
export function ballotsOf(urls: readonly string[], week: string): string[] {
  const id = week.slice(week.lastIndexOf('/') + 1);
  const ballots = new Map<string, string>();
  for (const url of urls) {
    const at = url.lastIndexOf('&paper=');
    const edition = id ? url.slice(0, url.lastIndexOf('=', at) + 1) + id : url.slice(0, at);
    const others = ballots.get(edition);
    const paper = url.slice(at + '&paper='.length);
    ballots.set(edition, others ? `${others}.${paper}` : `${edition}&paper=${paper}`);
  }
  return [...ballots.values()];
}

function inMarkup<Name extends string>(values: Record<Name, string>): Record<string, string> {
  const markup: Record<string, string> = {};
  for (const name in values) markup[name] = escaped(values[name]);
  return markup;
}
