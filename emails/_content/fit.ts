/** Places of papers shown as cards and as titles. */
type Shown = { cards: readonly number[]; titles: readonly number[] };

/**
 * The most of a digest whose HTML takes at most `max` bytes. From the last, cards fall back to titles until only the lead
 * is left; then, from the last, titles fall back to "more on the web". The lead alone always fits, by the limits of its
 * fields. Each step makes a mail smaller, so the first that fits is found by halving.
 */
export function fitting<T extends Shown>(whole: T, render: (shown: T) => string, max: number): { shown: T; html: string } {
  const at = (step: number) => {
    const shown = { ...whole, ...reduced(whole, step) };
    return { shown, html: render(shown) };
  };
  const all = at(0);
  if (all.html.length <= max) return all;

  let tooMuch = 0;
  let enough = 2 * demotable(whole) + whole.titles.length;
  let best = at(enough);
  while (enough - tooMuch > 1) {
    const step = Math.floor((tooMuch + enough) / 2);
    const candidate = at(step);
    if (candidate.html.length <= max) [enough, best] = [step, candidate];
    else tooMuch = step;
  }
  return best;
}

const demotable = ({ cards }: Shown) => Math.max(cards.length - 1, 0);

/** What is shown after so many steps back. */
function reduced(whole: Shown, steps: number): Shown {
  const demoted = Math.min(steps, demotable(whole));
  const cards = whole.cards.slice(0, whole.cards.length - demoted);
  const titles = [...whole.cards.slice(cards.length), ...whole.titles];
  return { cards, titles: titles.slice(0, titles.length - (steps - demoted)) };
}
