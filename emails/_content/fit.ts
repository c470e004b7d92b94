import type { PrintableDigest } from './printable.ts';

/**
 * The most of an edition whose HTML takes at most `max` bytes. From the last, cards fall back to titles until only the lead
 * is left; then, from the last, titles fall back to "more on the web". The lead alone always fits, by the limits of its
 * fields. Each step makes a mail smaller, so the first that fits is found by halving.
 */
export function fitting(edition: PrintableDigest, render: (edition: PrintableDigest) => string, max: number) {
  const at = (step: number) => {
    const shown = reduced(edition, step);
    return { edition: shown, html: render(shown) };
  };
  const whole = at(0);
  if (whole.html.length <= max) return whole;

  let tooMuch = 0;
  let enough = 2 * demotable(edition) + edition.titles.length;
  let best = at(enough);
  while (enough - tooMuch > 1) {
    const step = Math.floor((tooMuch + enough) / 2);
    const candidate = at(step);
    if (candidate.html.length <= max) [enough, best] = [step, candidate];
    else tooMuch = step;
  }
  return best;
}

const demotable = ({ cards }: PrintableDigest) => Math.max(cards.length - 1, 0);

/** The edition after so many steps back. */
function reduced(edition: PrintableDigest, steps: number): PrintableDigest {
  const demoted = Math.min(steps, demotable(edition));
  const cards = edition.cards.slice(0, edition.cards.length - demoted);
  const titles = [...edition.cards.slice(cards.length), ...edition.titles];
  return { ...edition, cards, titles: titles.slice(0, titles.length - (steps - demoted)) };
}
