import { accent } from '../../../functions/contract/colours.ts';
import type { Publisher } from '../../../functions/desk/whole-mail.ts';
import { type NextEdition, nextEdition } from '../../../functions/digest/next-edition.ts';
import type { PrintedPaper } from '../../../functions/domain/edition.ts';
import { normaliseArxivId, normaliseDoi } from '../../../functions/domain/paper.ts';
import type { Preferences } from '../../../functions/domain/schedule.ts';
import { config } from '../../config.ts';
import { Failure } from './command.ts';
import { deployedSettings } from './settings.ts';
import { output, type Stack, timeOf } from './stack.ts';
import { closeTimeOf, storesOf } from './stack-stores.ts';

/** The next edition of a stack, as it would close now. */
export const nextOf = async (stack: Stack, frequency?: Preferences['frequency']): Promise<NextEdition> =>
  nextEdition({ ...storesOf(stack), closeTime: closeTimeOf(stack) }, await timeOf(stack), frequency);

/** The publisher's details for the mails of a stack. */
export function publisherOf(stack: Stack): Publisher {
  const said = deployedSettings({ Settings: output(stack, 'Settings') }) ?? [];
  const { listName, publisher, postalAddress } = { ...config.parse({}), ...Object.fromEntries(said) };
  return {
    publication: {
      ...{ listName, publisher, postalAddress },
      accent: accent(output(stack, 'Accent')),
      language: output(stack, 'ListLanguage'),
    },
    site: output(stack, 'ApiUrl').replace(/\/$/, ''),
  };
}

/**
 * Finds a paper of the next edition, or of the one that is named, by its id, its address or words of its title. Throws a `Failure`
 * unless exactly one matches.
 */
export function paperMeant(papers: readonly PrintedPaper[], words: string, named?: string): PrintedPaper {
  const ids = [words, `arxiv:${normaliseArxivId(words)}`, `doi:${normaliseDoi(words)}`];
  const exact = papers.find(({ id, url }) => ids.includes(id) || url === words);
  if (exact) return exact;
  const found = papers.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
  const [paper, another] = found;
  const edition = named ?? 'the next edition';
  const list = `npx broadsheet edition ${named ? `export ${named} --format md` : 'preview'}`;
  if (!paper) throw new Failure(`No paper of ${edition} is called “${words}”. ${list} lists them.`);
  if (another) {
    const titles = found.slice(0, 5).map(({ id, title }) => `  ${title}  (${id})`);
    throw new Failure(
      `${found.length} papers of ${edition} match “${words}”:\n${titles.join('\n')}\nType more of the title, or the id.`,
    );
  }
  return paper;
}
