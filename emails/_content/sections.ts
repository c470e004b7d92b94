import { once } from './once.ts';
import type { PrintableDigest } from './printable.ts';

/** Cards under one heading, each with its class of CSS; the heading of the first section is empty. */
type Section<Card> = { heading: string; cards: { card: Card; look: string }[] };

/** Papers with a large headline. */
const HEADLINES = 5;

/** The first of a digest is its lead, and headlines shrink after the first few. */
const lookAt = (place: number) => (place === 0 ? 'card lead' : place < HEADLINES ? 'card' : 'card minor');

const weekdays = once(
  (language: string) => new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }),
);

/**
 * How the cards of a digest stand: those of a day one below the other; those of a week under the day they came on, newest day
 * first, each day best first, after the lead, which stands above all days. Where all came on one day, no day is named.
 */
export function sections<Card extends { day: string }>(digest: {
  publication: { language: string };
  frequency: PrintableDigest['frequency'];
  cards: readonly Card[];
}): Section<Card>[] {
  const cards = digest.cards.map((card, place) => ({ card, look: lookAt(place) }));
  const days = [...new Set(digest.cards.map(({ day }) => day))].sort().reverse();
  if (digest.frequency === 'daily' || days.length < 2) return [{ heading: '', cards }];
  const others = cards.slice(1);
  return [
    { heading: '', cards: cards.slice(0, 1) },
    ...days.map((day) => ({
      heading: day ? weekdays(digest.publication.language).format(new Date(day)) : 'Undated',
      cards: others.filter(({ card }) => card.day === day),
    })),
  ].filter((section) => section.cards.length > 0);
}
