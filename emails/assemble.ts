import { ownLink } from './_content/clean.ts';
import { textLists } from './_content/digest-text.ts';
import { escaped } from './_content/escape.ts';
import { MAX_HTML, reduced, stepsBack } from './_content/fit.ts';
import { once } from './_content/once.ts';
import type { Frame, PaperParts } from './_content/parts.ts';
import { fill } from './_content/plain-text.ts';
import { MAX_CODE, printableSaid } from './_content/printable.ts';
import type { DigestProps, Rendered } from './_content/props.ts';
import { sections } from './_content/sections.ts';
import { filled, joined, lengthOf, written } from './_content/template.ts';
import { digestWords } from './_content/wording.ts';

export type { Frame, PaperParts } from './_content/parts.ts';
export type { Rendered } from './_content/props.ts';
export type { Template } from './_content/template.ts';

/** What a copy shows, best first: papers in full, papers by title, papers whose code is listed. The rest as in `DigestProps`. */
export type Selection = Pick<DigestProps, 'date' | 'day' | 'total' | 'about'> &
  Record<'cards' | 'titles' | 'code', readonly PaperParts[]>;

/** What leads from a reader's own copy, of URL-safe characters. */
export type Own = { unsubscribeUrl: string; preferencesUrl: string; voteToken: string };

/**
 * Puts a mail together from rendered parts, the papers' from any editions, to the very bytes of `renderDigest`, and promises what
 * that promises. What readers of one selection have in common is done once, for each of them only the links are filled in. The
 * returned function throws if a link is unusable.
 */
export function assemble(frame: Frame, selection: Selection): (own: Own) => Rendered {
  const { publication, frequency } = frame;
  const said = { publication, frequency, ...printableSaid(selection) };
  const code = selection.code.slice(0, MAX_CODE);
  const at = once((steps: number) => copy(frame, { ...said, ...reduced(selection, steps), code }));
  return ({ unsubscribeUrl, preferencesUrl, voteToken }) => {
    const own = { unsubscribeUrl: ownLink(unsubscribeUrl), preferencesUrl: ownLink(preferencesUrl), voteToken };
    const inHtml = inMarkup(own);
    const steps = stepsBack(selection, (back) => lengthOf(at(back).html, inHtml) <= MAX_HTML);
    const { subject, html, text } = at(steps);
    return { subject, html: written(html, inHtml), text: written(text, own) };
  };
}

type Shown = Pick<Frame, 'publication' | 'frequency'> &
  ReturnType<typeof printableSaid> &
  Pick<Selection, 'cards' | 'titles' | 'code'>;

/** A copy that lacks its reader's links. */
function copy({ html, text }: Frame, shown: Shown) {
  const words = digestWords(shown);
  return {
    subject: words.subject,
    html: filled(html.page, { ...inMarkup(words), ...htmlLists(html, shown) }),
    text: filled(text, { ...words, brief: fill(words.brief), ...textLists(shown, TEXTS) }),
  };
}

const TEXTS = {
  card: ({ text }: PaperParts) => text.card,
  title: ({ text }: PaperParts) => text.title,
  code: ({ text }: PaperParts) => text.code,
};

function htmlLists({ day, also, code }: Frame['html'], shown: Shown) {
  const cards = sections(shown).flatMap((section) => [
    ...(section.heading ? [filled(day, { day: escaped(section.heading) })] : []),
    ...section.cards.map(({ card, look }) => filled(card.html.card, { look })),
  ]);
  let titles = '';
  for (const paper of shown.titles) titles += paper.html.title;
  let released = '';
  for (const paper of shown.code) released += paper.html.code ?? '';
  return {
    cards: joined(cards),
    also: titles && filled(also, { start: String(shown.cards.length + 1), titles }),
    code: released && filled(code, { code: released }),
  };
}

function inMarkup<Name extends string>(values: Record<Name, string>): Record<string, string> {
  const markup: Record<string, string> = {};
  for (const name in values) markup[name] = escaped(values[name]);
  return markup;
}
