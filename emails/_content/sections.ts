import type { PrintableDigest } from './printable.ts';

/** Cards under one heading, by their place among the digest's cards; the heading of the first section is empty. */
type Section = { heading: string; cards: number[] };

/**
 * How the cards of a digest stand: those of a day one below the other; those of a week under the day they came on, newest day
 * first, each day best first, after the lead, which stands above all days. Where all came on one day, no day is named.
 */
export function sections({ publication, frequency, cards }: PrintableDigest): Section[] {
  const places = [...cards.keys()];
  const days = [...new Set(cards.map(({ day }) => day))].sort().reverse();
  if (frequency === 'daily' || days.length < 2) return [{ heading: '', cards: places }];
  const weekday = new Intl.DateTimeFormat(publication.language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  const [lead = 0, ...others] = places;
  return [
    { heading: '', cards: [lead] },
    ...days.map((day) => ({
      heading: day ? weekday.format(new Date(day)) : 'Undated',
      cards: others.filter((place) => cards[place]?.day === day),
    })),
  ].filter((section) => section.cards.length > 0);
}
