import type { PrintedPaper } from '../domain/edition.ts';
import type { Choices } from '../domain/editor.ts';
import { addDays, editionId, lastClosed, type Preferences } from '../domain/schedule.ts';
import { type ClosePorts, type GatherPorts, gatherDay, papersOf, rankedWeek, type VotedPorts } from './close.ts';
import { print } from './print.ts';

/**
 * The next edition as it would close now. `news`: all papers of its day without the editor's choices, so also those that are
 * dropped.
 */
export type NextEdition = {
  id: string;
  frequency: Preferences['frequency'];
  day: string;
  end: string;
  revised: number | undefined;
  choices: Choices;
  /** True if it is the one that closes at the next close hour. An editor may close no other early. */
  mayCloseEarly: boolean;
  papers: PrintedPaper[];
  news: PrintedPaper[];
};

export type NextEditionPorts = GatherPorts & VotedPorts & { editions: Pick<ClosePorts['editions'], 'printed' | 'lastDay'> };

/**
 * Makes up the edition of the day after the last close, or of the week that ends with that day, from what has come so far. Writes
 * nothing.
 */
export async function nextEdition(
  ports: NextEditionPorts,
  now: Date,
  frequency: Preferences['frequency'] = 'daily',
): Promise<NextEdition> {
  const last = await ports.editions.lastDay();
  const today = lastClosed(now, ports.closeTime);
  const day = addDays(last?.day ?? today, 1);
  const { end, choices, news, revised } = await gatherDay(ports, day, last);
  const ofDay = print(news, end, choices);
  const next = {
    id: editionId(day, frequency),
    frequency,
    day,
    end: end.toISOString(),
    revised,
    choices,
    mayCloseEarly: day === addDays(today, 1),
  };
  const all = print(news, end);
  if (frequency === 'daily') return { ...next, papers: ofDay, news: all };
  const before = await papersOf(ports, await ports.editions.printed('daily', 6, addDays(day, -6), addDays(day, -1)));
  return { ...next, papers: rankedWeek([...before.papers, ...ofDay], end, before.votes), news: all };
}
