import { accent } from '../../functions/contract/colours.ts';
import { compose, print, type RenderDigest, siteLinks } from '../../functions/digest/compose.ts';
import type { Blank, Parts, PrintedPaper } from '../../functions/domain/edition.ts';
import { type Choices, NO_CHOICES } from '../../functions/domain/editor.ts';
import { filled } from '../../functions/domain/mail.ts';
import { normaliseArxivId, normaliseDoi } from '../../functions/domain/paper.ts';
import {
  dueBefore,
  editionId,
  localDay,
  longDate,
  nextDue,
  type Preferences,
  shortDate,
  slotOf,
} from '../../functions/domain/schedule.ts';
import { Failure } from './command.ts';
import { allowJsx } from './jsx.ts';
import { output, type Stack, timeOf } from './stack.ts';
import { storesOf } from './stores.ts';

/** The next edition of the house as it would be frozen now. `day` is the one its note belongs to; `news` are all its papers. */
export type NextEdition = {
  id: string;
  frequency: Preferences['frequency'];
  day: string;
  end: Date;
  choices: Choices;
  papers: PrintedPaper[];
  news: PrintedPaper[];
};

/** Looks at what has arrived since the house's slot was served. A week's edition is taken to end on the house's next Monday. */
export async function nextEdition(stack: Stack, frequency: Preferences['frequency'] = 'daily'): Promise<NextEdition> {
  const { editions, editor, papers, votes } = storesOf(stack);
  const now = await timeOf(stack);
  const zone = output(stack, 'HouseZone');
  const slot = slotOf({ frequency, zone, hour: Number(output(stack, 'HouseHour')), weekday: 1 });
  const end = nextDue(slot, now);
  const start = (await editions.servedUntil(slot)) ?? dueBefore(slot, end);
  const day = localDay(end, zone);
  const choices = await editor.choices(day);
  const stored = await papers.getMany(await papers.newsBetween(start, end));
  const counts = await votes.count(stored);
  const news = print(stored, end, NO_CHOICES, counts);
  return {
    id: editionId({ frequency, start, end }),
    frequency,
    day,
    end,
    choices,
    papers: print(stored, end, choices, counts),
    news,
  };
}

/** Renders it as a reader in the house's zone would get it, but for links of one's own. Undefined without papers. */
export async function rendered(stack: Stack, edition: NextEdition, note = edition.choices.note) {
  const { papers, frequency, id, end } = edition;
  if (papers.length === 0) return undefined;
  allowJsx();
  const { renderDigest } = await import('../../emails/index.tsx');
  const language = output(stack, 'ListLanguage');
  const publication = {
    listName: output(stack, 'ListName'),
    publisher: output(stack, 'Publisher'),
    postalAddress: output(stack, 'PostalAddress'),
    accent: accent(output(stack, 'Accent')),
    language,
  };
  const site = output(stack, 'ApiUrl').replace(/\/$/, '');
  const render: RenderDigest = ({ voteToken, ...model }) =>
    renderDigest({ ...model, publication, ...siteLinks(site, id, voteToken) });
  const parts = await compose(papers, frequency, render, note);
  const zone = output(stack, 'HouseZone');
  const values: Record<Blank, string> = {
    date: longDate(end, zone, language),
    day: shortDate(end, zone, language),
    unsubscribe: `${site}/unsubscribe`,
    preferences: `${site}/preferences`,
    vote: '',
  };
  const whole = (pieces: Parts['text']) => filled({ pieces, values });
  return { subject: whole(parts.subject), html: whole(parts.html), text: whole(parts.text) };
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
