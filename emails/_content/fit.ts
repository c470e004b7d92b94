/** Bytes of HTML: 90 KiB, less 2 KiB for what later replaces placeholders. Gmail clips a mail, and its footer, at 102,400. */
export const MAX_HTML = 88 * 1024;

type Shown<Card extends Title, Title> = { cards: readonly Card[]; titles: readonly Title[] };

/**
 * How many steps back from the whole of a digest until it fits. From the last, cards fall back to titles until only the lead is
 * left; then, from the last, titles fall back to "more on the web". The lead alone always fits, by the limits of its fields. Each
 * step makes a mail smaller, so the first that fits is found by halving.
 */
export function stepsBack(whole: Shown<unknown, unknown>, fits: (steps: number) => boolean): number {
  if (fits(0)) return 0;
  let tooMuch = 0;
  let enough = 2 * demotable(whole) + whole.titles.length;
  while (enough - tooMuch > 1) {
    const step = Math.floor((tooMuch + enough) / 2);
    if (fits(step)) enough = step;
    else tooMuch = step;
  }
  return enough;
}

/** What is shown after so many steps back. */
export function reduced<Card extends Title, Title>(whole: Shown<Card, Title>, steps: number) {
  const demoted = Math.min(steps, demotable(whole));
  const cards = whole.cards.slice(0, whole.cards.length - demoted);
  const titles = [...whole.cards.slice(cards.length), ...whole.titles];
  return { cards, titles: titles.slice(0, titles.length - (steps - demoted)) };
}

const demotable = ({ cards }: Shown<unknown, unknown>) => Math.max(cards.length - 1, 0);
