import type { PrintableDigest } from './printable.ts';

/**
 * The most of a digest whose HTML takes at most `max` bytes. From the last, cards fall back to titles until only the lead is
 * left; then, from the last, titles fall back to "more on the web". The lead alone always fits, by the limits of its fields. Each
 * step makes a mail smaller, so the first that fits is found by halving.
 */
export function fitting(whole: PrintableDigest, render: (shown: PrintableDigest) => string, max: number) {
  const at = (step: number) => {
    const shown = reduced(whole, step);
    return { shown, html: render(shown) };
  };
  let tooMuch = -1;
  let enough = 2 * demotable(whole) + whole.titles.length;
  let best = at(0);
  if (best.html.length <= max) return best;
  best = at(enough);
  while (enough - tooMuch > 1) {
    const step = Math.floor((tooMuch + enough) / 2);
    const candidate = at(step);
    if (candidate.html.length <= max) [enough, best] = [step, candidate];
    else tooMuch = step;
  }
  return best;
}

const demotable = ({ cards }: PrintableDigest) => Math.max(cards.length - 1, 0);

/** What is shown after so many steps back. */
function reduced(whole: PrintableDigest, steps: number): PrintableDigest {
  const demoted = Math.min(steps, demotable(whole));
  const cards = whole.cards.slice(0, whole.cards.length - demoted);
  const titles = [...whole.cards.slice(cards.length), ...whole.titles];
  return { ...whole, cards, titles: titles.slice(0, titles.length - (steps - demoted)) };
}
