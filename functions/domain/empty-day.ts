import type { Edition } from './edition.ts';
import { type SourceState, whyNothing } from './source-state.ts';
import { WEEKDAYS } from './wording.ts';

/** The name of each kind of source, by the word before the colon. */
const NAMES: Record<string, string> = {
  arxiv: 'arXiv',
  hf: 'Hugging Face',
  biorxiv: 'bioRxiv',
  medrxiv: 'medRxiv',
};

const weekdayIndex = (day: string) => (new Date(day).getUTCDay() + 6) % 7;

/**
 * Why a day that closes now is empty, as its edition keeps it. `resting` names all sources, if every one of them has nothing on
 * this weekday.
 */
export function emptiness(day: string, states: readonly SourceState[], now: Date): Pick<Edition, 'missing' | 'resting'> {
  const missing = whyNothing(states, now);
  const resting = new Set<string>();
  for (const { name, weekdays } of states) {
    const known = NAMES[name.slice(0, Math.max(0, name.indexOf(':')))];
    // This source may have papers on such a weekday.
    if (!known || !weekdays || weekdays.length === 0 || weekdays.includes(weekdayIndex(day) + 1)) return { missing };
    resting.add(known);
  }
  return missing === 'quiet' && resting.size > 0 ? { missing, resting: [...resting].sort() } : { missing };
}

/** Why there was no edition, as a sentence to follow a colon. */
export function whyEmpty({
  day,
  frequency,
  missing,
  resting = [],
}: Pick<Edition, 'day' | 'frequency' | 'missing' | 'resting'>): string {
  if (frequency === 'weekly') return 'nothing new had come all week.';
  if (missing === 'late') return 'what was due from our sources had not come in time; it stands in a later edition.';
  if (missing === undefined) return 'nothing new had come.';
  const [last, ...others] = [...resting].reverse();
  if (!last) return 'our sources had nothing new, as on weekends and holidays.';
  const names = [others.reverse().join(', '), last].filter(Boolean).join(' and ');
  return `${names} ${others.length > 0 ? 'announce' : 'announces'} nothing on ${WEEKDAYS[weekdayIndex(day)]}s.`;
}
