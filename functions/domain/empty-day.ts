import type { Edition } from './edition.ts';
import { WEEKDAYS } from './wording.ts';

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
  return `${names} ${others.length > 0 ? 'announce' : 'announces'} nothing on ${WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7]}s.`;
}
