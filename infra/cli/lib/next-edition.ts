import { accent } from '../../../functions/contract/colours.ts';
import { gatherDay, papersOf, rankedWeek } from '../../../functions/digest/close.ts';
import { print } from '../../../functions/digest/print.ts';
import type { PrintedPaper } from '../../../functions/domain/edition.ts';
import { type Choices, NO_CHOICES } from '../../../functions/domain/editor.ts';
import { normaliseArxivId, normaliseDoi } from '../../../functions/domain/paper.ts';
import { addDays, editionId, lastClosed, type Preferences } from '../../../functions/domain/schedule.ts';
import type { Rendered } from '../../../functions/send/copies.ts';
import { Failure } from './command.ts';
import { allowJsx } from './jsx.ts';
import { output, type Stack, timeOf } from './stack.ts';
import { houseOf, storesOf } from './stores.ts';
import { wholeMail } from './whole-mail.ts';

/** The next edition as it would close now. `news` are all papers that came for its day, also those that the editor dropped. */
export type NextEdition = {
  id: string;
  frequency: Preferences['frequency'];
  day: string;
  end: string;
  revised: number | undefined;
  choices: Choices;
  papers: PrintedPaper[];
  news: PrintedPaper[];
};

/** Looks at what has arrived since the last edition closed: the next is that of the day after, or of the week that ends with it. */
export async function nextEdition(stack: Stack, frequency: Preferences['frequency'] = 'daily'): Promise<NextEdition> {
  const stores = { ...storesOf(stack), house: houseOf(stack) };
  const last = await stores.editions.lastDay();
  const day = addDays(last?.day ?? lastClosed(await timeOf(stack), stores.house), 1);
  const { end, choices, news, revised, votes } = await gatherDay(stores, day, last);
  const ofDay = print(news, end, choices, votes);
  const next = { id: editionId(day, frequency), frequency, day, end: end.toISOString(), revised, choices };
  const all = print(news, end, NO_CHOICES, votes);
  if (frequency === 'daily') return { ...next, papers: ofDay, news: all };
  const before = await papersOf(stores, await stores.editions.printed('daily', 6, addDays(day, -6), addDays(day, -1)));
  return { ...next, papers: rankedWeek([...before.papers, ...ofDay], end, before.votes), news: all };
}

/** Renders it as a reader would get it, but for links of one's own. Undefined without papers. */
export async function rendered(stack: Stack, edition: NextEdition, note = edition.choices.note): Promise<Rendered | undefined> {
  if (edition.papers.length === 0) return undefined;
  allowJsx();
  const publication = {
    listName: output(stack, 'ListName'),
    publisher: output(stack, 'Publisher'),
    postalAddress: output(stack, 'PostalAddress'),
    accent: accent(output(stack, 'Accent')),
    language: output(stack, 'ListLanguage'),
  };
  const site = output(stack, 'ApiUrl').replace(/\/$/, '');
  const own = { unsubscribeUrl: `${site}/unsubscribe`, preferencesUrl: `${site}/preferences`, voteToken: '' };
  return await wholeMail({ ...edition, note }, edition.papers, { publication, site }, own);
}

/** The one paper of the next edition that is meant: by an id or address of it, or by words of its title. */
export function paperMeant({ news }: NextEdition, words: string): PrintedPaper {
  const ids = [words, `arxiv:${normaliseArxivId(words)}`, `doi:${normaliseDoi(words)}`];
  const exact = news.find(({ id, url }) => ids.includes(id) || url === words);
  if (exact) return exact;
  const found = news.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
  const [paper, another] = found;
  if (!paper) throw new Failure(`No paper of the next edition is called “${words}”. npx broadsheet edition preview lists them.`);
  if (another) {
    const titles = found.slice(0, 5).map(({ id, title }) => `  ${title}  (${id})`);
    throw new Failure(
      `${found.length} papers of the next edition match “${words}”:\n${titles.join('\n')}\nSay more of the title, or the id.`,
    );
  }
  return paper;
}
