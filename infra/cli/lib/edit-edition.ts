import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailer } from '../../../functions/adapters/ses.ts';
import { nextMail, testMail } from '../../../functions/desk/whole-mail.ts';
import { amendNote, amendPaper, closedEdition } from '../../../functions/digest/amend.ts';
import { type NextEdition, nextEdition } from '../../../functions/digest/next-edition.ts';
import { isAddress } from '../../../functions/domain/address.ts';
import type { PrintedPaper } from '../../../functions/domain/edition.ts';
import { MOST_NOTE } from '../../../functions/domain/editor.ts';
import { normaliseArxivId, normaliseDoi } from '../../../functions/domain/paper.ts';
import type { Preferences } from '../../../functions/domain/schedule.ts';
import { printable } from '../../../functions/domain/text/characters.ts';
import { Failure, ink } from './command.ts';
import { allowJsx } from './jsx.ts';
import { STATE_DIR } from './running-cloud.ts';
import { output, place, type Stack, timeOf } from './stack.ts';
import { print } from './stack-command.ts';
import { closeTimeOf, publisherOf, storesOf } from './stack-stores.ts';
import { columns } from './table.ts';

/** The next edition of a stack, as it would close now. */
const nextOf = async (stack: Stack, frequency?: Preferences['frequency']): Promise<NextEdition> =>
  nextEdition({ ...storesOf(stack), closeTime: closeTimeOf(stack) }, await timeOf(stack), frequency);

/**
 * Finds a paper of the next edition, or of the one that is named, by its id, its address or words of its title. Throws a `Failure`
 * unless exactly one matches.
 */
function paperMeant(papers: readonly PrintedPaper[], words: string, named?: string): PrintedPaper {
  if (!words) throw new Failure('Say which paper: its id, its address or words of its title.', 2);
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

export type EditOptions = {
  weekly: boolean;
  json: boolean;
  closed?: string | undefined;
  state?: string | undefined;
};

/** The verbs that edit the next edition. Each takes the words after it and returns the exit code. */
export const EDITING: Record<string, (stack: Stack, words: string, options: EditOptions) => Promise<number>> = {
  preview,
  pin: (stack, words) => choose(stack, 'pin', words),
  drop: (stack, words, { closed }) => (closed ? amend(stack, closed, words, true) : choose(stack, 'drop', words)),
  release,
  note,
  test,
};

const KIB = 1024;
const size = (text: string) => `${(Buffer.byteLength(text) / KIB).toFixed(1)} KiB`;

/** Writes the HTML and text parts of the next edition to files, and lists its papers. */
async function preview(stack: Stack, _: string, { weekly, json, state = STATE_DIR }: EditOptions): Promise<number> {
  const edition = await nextOf(stack, weekly ? 'weekly' : 'daily');
  const { id, papers, news, choices } = edition;
  allowJsx();
  const mail = await nextMail(edition, publisherOf(stack));
  if (!mail) {
    print(json, { id, papers: 0 }, () => 'Nothing has arrived for the next edition yet.');
    return 0;
  }
  const folder = join(state, 'preview');
  mkdirSync(folder, { recursive: true });
  const files = { html: join(folder, `${id}.html`), text: join(folder, `${id}.txt`) };
  writeFileSync(files.html, mail.html);
  writeFileSync(files.text, mail.text);
  const { pins, drops, note } = choices;
  const rows = papers.map((paper, i) => [
    ...[i + 1, pins.includes(paper.id) ? 'pinned' : '', paper.upvotes ?? '', paper.title, paper.id],
  ]);
  print(json, { id, subject: mail.subject, papers: papers.length, note, files }, () =>
    [
      ink.bold(mail.subject),
      ...(note ? [`From the editor: ${note}`] : []),
      columns(['', '', 'Votes', 'Title', 'Id'], rows),
      ...news.filter((paper) => drops.includes(paper.id)).map(({ title }) => ink.soft(`dropped: ${title}`)),
      `HTML  ${size(mail.html).padStart(9)} of 90  ${files.html}`,
      `Text  ${size(mail.text).padStart(9)}        ${files.text}`,
    ].join('\n'),
  );
  return 0;
}

async function choose(stack: Stack, choice: 'pin' | 'drop', words: string): Promise<number> {
  const edition = await nextOf(stack);
  const { id, title } = paperMeant(edition.news, words);
  await storesOf(stack).editor.choose(choice, id, await timeOf(stack));
  const what =
    choice === 'pin' ? `comes first${edition.choices.pins.length > 0 ? ', after those pinned before' : ''}` : 'is left out';
  console.log(`${ink.bold(title)} ${what}, in every edition that closes from now on.`);
  return 0;
}

async function release(stack: Stack, words: string, { closed }: EditOptions): Promise<number> {
  if (closed) return amend(stack, closed, words, false);
  const { id, title } = paperMeant((await nextOf(stack)).news, words);
  await storesOf(stack).editor.release(id);
  console.log(`${ink.bold(title)} is neither pinned nor dropped. The ranking decides.`);
  return 0;
}

/** Drops a paper from a closed edition, or puts it back. */
async function amend(stack: Stack, id: string, words: string, drop: boolean): Promise<number> {
  const stores = storesOf(stack);
  const found = await closedEdition(stores, id);
  if (!found)
    throw new Failure(`There is no closed edition ${id} with papers. npx broadsheet edition status lists the last ones.`);
  const { id: paper, title } = paperMeant(found.papers, words, id);
  const { kind } = await amendPaper(stores, id, paper, drop);
  if (kind === 'last') throw new Failure(`It is the only paper of ${id} that stands, so it stays.`);
  console.log(
    `${ink.bold(title)} ${drop ? 'is dropped from' : 'stands again in'} ${id}: on the web, and in copies still to be sent.`,
  );
  return 0;
}

async function note(stack: Stack, words: string, { closed }: EditOptions): Promise<number> {
  const text = printable(words);
  if (text.length > MOST_NOTE) throw new Failure(`A note has at most ${MOST_NOTE} characters; this one has ${text.length}.`, 2);
  if (closed) {
    const { kind } = await amendNote(storesOf(stack), closed, text);
    if (kind === 'none') throw new Failure(`There is no closed edition ${closed} with papers.`);
    console.log(`The page of ${closed} ${text ? 'opens with this note' : 'has no note'}. Its mails keep the one of the close.`);
    return 0;
  }
  const { day } = await nextOf(stack);
  await storesOf(stack).editor.note(day, text, await timeOf(stack));
  console.log(text ? `The edition of ${day} opens with this note.` : `The edition of ${day} has no note.`);
  return 0;
}

/** Sends the next edition to one address, marked as a test. */
async function test(stack: Stack, address: string, { weekly }: EditOptions): Promise<number> {
  if (!isAddress(address)) throw new Failure('Say the address: npx broadsheet edition test you@example.org', 2);
  const edition = await nextOf(stack, weekly ? 'weekly' : 'daily');
  allowJsx();
  const publisher = publisherOf(stack);
  const mail = await testMail(edition, publisher, address);
  if (!mail) throw new Failure('Nothing has arrived for the next edition yet, so there is nothing to send.');
  const ses = mailer(
    {
      name: publisher.publication.listName,
      from: output(stack, 'FromAddress'),
      replyTo: '',
      configurationSet: output(stack, 'ConfigurationSetName'),
    },
    () => new Date(),
    place(stack),
  );
  const outcome = await ses.send(mail);
  if (outcome.kind !== 'sent')
    throw new Failure(`SES did not take it: ${outcome.kind}${'code' in outcome ? ` (${outcome.code})` : ''}.`);
  console.log(`Sent: ${ink.bold(mail.subject)}`);
  return 0;
}
