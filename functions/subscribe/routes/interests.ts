import { isDeepStrictEqual } from 'node:util';
import { Hono } from 'hono';
import type { Printed, PrintedPaper } from '../../domain/edition.ts';
import { type Interests, isSaid, NO_INTERESTS } from '../../domain/interests/interests.ts';
import type { Reader } from '../../domain/reader.ts';
import { type Cast, paperRef } from '../../domain/vote.ts';
import { accountLink } from '../account-link.ts';
import { speaksJson } from '../answers.ts';
import { change, type Readers } from '../change.ts';
import { complete } from '../complete.ts';
import { readFields, textsOf } from '../fields.ts';
import { type Faults, faultOf } from '../forms.ts';
import { interestsIn, type Sent, sentIn, versionOf, withTicked } from '../interests-form.ts';
import { type LearningPorts, requestLearning } from '../learning.ts';
import { Typed } from '../pages/form.tsx';
import { type Examples, interestsErasedPage, interestsPage, MOST_EXAMPLES } from '../pages/interests.tsx';
import { picksPage } from '../pages/picks.tsx';
import type { RouteContext } from '../route-context.ts';
import type { EditionPorts } from './sign-up.ts';

/** A paper that a reader names, with the aliases it may have and the reader's words; and a paper as it is stored. */
type NamedPaper = { ids: readonly string[]; words: string };
type Known = { id: string; ids: readonly string[]; title: string };

/** What interests need of the world. `named` reads papers from lines or from a file, `known` looks them up. */
export type InterestPorts = LearningPorts & {
  readers: Readers;
  editions: Pick<EditionPorts['editions'], 'printed'>;
  papers(edition: Printed): Promise<PrintedPaper[]>;
  votes: {
    all(readerId: string): Promise<Cast[]>;
    name(readerId: string, paper: Known, at: Date): Promise<boolean>;
    takeBack(readerId: string, paper: Pick<Known, 'ids'>): Promise<void>;
  };
  named(from: string | Uint8Array): Promise<NamedPaper[]>;
  known(ids: readonly string[]): Promise<Known[]>;
  now(): Date;
};

/** Most bytes of a file of references, and editions that are searched for authors and categories. */
const MOST_BYTES = 1024 * 1024;
const SEARCHED = 7;

/** Most bytes of the form: such a file, and lines. */
export const INTERESTS_LIMIT = MOST_BYTES + 256 * 1024;

/** What a reader follows, votes for and names, behind the link to their account. Readers who left can still see and delete it. */
export function interestRoutes(ports: InterestPorts, context: RouteContext): Hono {
  const { readers, votes, now } = ports;
  const { answer, caps, words } = context;
  const account = accountLink(readers, context);

  const page = async (token: string, reader: Reader, more: { sent?: Sent; faults?: Faults; saved?: Examples } = {}) =>
    interestsPage({ token, reader, votes: await votes.all(reader.readerId), words, ...more });

  /** The papers of a form, and the faults of its fields. */
  async function namedPapers(lines: string, file: unknown): Promise<{ named: NamedPaper[]; faults: Faults }> {
    const faults: Faults = {};
    const named = lines.trim() ? await ports.named(lines) : [];
    if (named.length > MOST_EXAMPLES) Object.assign(faults, faultOf('papers'));
    if (file instanceof Blob && file.size > 0) {
      const ofFile = file.size > MOST_BYTES ? [] : await ports.named(new Uint8Array(await file.arrayBuffer()));
      if (ofFile.length === 0) Object.assign(faults, faultOf('file'));
      named.push(...ofFile);
    }
    return { named, faults };
  }

  /** Saves as examples those of the papers that are in the store. */
  async function keepExamples(readerId: string, named: readonly NamedPaper[]): Promise<Examples> {
    const looked = named.slice(0, MOST_EXAMPLES);
    const found = await ports.known([...new Set(looked.flatMap(({ ids }) => ids))]);
    const stored = new Set(found.flatMap(({ ids }) => ids));
    const missing = looked.filter(({ ids }) => !ids.some((id) => stored.has(id))).map((one) => one.words.slice(0, 200));
    const before = await votes.all(readerId);
    const voted = new Set(before.map(({ paperId }) => paperId));
    const fresh = found.filter(({ ids }) => !ids.some((id) => voted.has(id)));
    const room = Math.max(0, MOST_EXAMPLES - before.filter(({ kind }) => kind === 'example').length);
    let added = 0;
    for (const paper of fresh.slice(0, room)) if (await votes.name(readerId, paper, now())) added += 1;
    return { added, missing, beyond: named.length - looked.length + Math.max(0, fresh.length - room) };
  }

  return new Hono()
    .get('/interests', async (c) => {
      const { refused, reader, token } = await account(c, c.req.query('token') ?? '');
      return refused ?? answer.show(c, await page(token, reader));
    })
    .post('/interests', async (c) => {
      const fields = await readFields(c.req.raw);
      const texts = textsOf(fields);
      const typed = TYPED.flatMap((name) => texts[name]?.trim() || []).join('\n');
      const { refused, reader, token } = await account(c, texts.token ?? '', typed && Typed({ typed }));
      if (refused) return refused;
      if (reader.status !== 'active')
        return answer.gone(c, 'There is no subscription', 'What you follow is for readers. To begin, sign up.');
      const read = sentIn(fields);
      if (!read.sent) return answer.faulty(c, read.faults, () => page(token, reader, { sent: texts, faults: read.faults }));
      const sent = withTicked(read.sent);
      if (sent.do === 'find') {
        const wanted = (sent.find ?? '').trim();
        const faults = wanted.length < 2 ? faultOf('find') : undefined;
        if (faults) return answer.faulty(c, faults, () => page(token, reader, { sent, faults }));
        const seconds = await caps.search(reader.readerId);
        if (seconds > 0) return answer.tooMany(c, seconds);
        const days = await ports.editions.printed('daily', SEARCHED);
        const found = complete(wanted, (await Promise.all(days.map(ports.papers))).flat());
        if (speaksJson(c)) return c.json({ found });
        return answer.show(c, interestsPage({ token, reader, votes: await votes.all(reader.readerId), words, sent, found }));
      }
      const said = interestsIn(sent);
      const { named, faults: misnamed } = await namedPapers(sent.papers ?? '', fileIn(fields));
      const faults = { ...said.faults, ...misnamed };
      if (!said.interests || Object.keys(faults).length > 0)
        return answer.faulty(c, faults, () => page(token, reader, { sent, faults }));
      if (sent.before && sent.before !== versionOf(reader.interests)) {
        const meanwhile = faultOf('form', CHANGED_MEANWHILE);
        return answer.faulty(c, meanwhile, () => page(token, reader, { sent: { ...sent, before: '' }, faults: meanwhile }));
      }
      const isChange = named.length > 0 || changes(reader, said.interests);
      const seconds = isChange ? await caps.change(reader.readerId) : 0;
      if (seconds > 0)
        return answer.tooManyChanges(c, seconds, (says) => page(token, reader, { sent, faults: faultOf('form', says) }));
      const saved = await change(readers, reader.readerId, (r) => say(r, said.interests));
      if (!saved.reader) return answer.badLink(c);
      const examples = named.length > 0 ? await keepExamples(reader.readerId, named) : { added: 0, missing: [], beyond: 0 };
      if (isChange) await requestLearning(ports, reader.readerId);
      if (speaksJson(c)) return c.json({ status: 'saved', ...examples });
      return answer.show(c, await page(token, saved.reader, { saved: examples }));
    })
    .post('/interests/erase', async (c) => {
      const { token: link = '', votes: all } = textsOf(await readFields(c.req.raw));
      const { refused, reader, token } = await account(c, link);
      if (refused) return refused;
      const { readerId } = reader;
      await change(readers, readerId, (r) => ({
        outcome: 'erased',
        ...(r && { next: { ...r, interests: undefined, learned: undefined } }),
      }));
      for (const { paperId, kind } of await votes.all(readerId))
        if (kind === 'example' || all === 'yes') await votes.takeBack(readerId, { ids: [paperId] });
      await requestLearning(ports, readerId);
      return answer.show(c, interestsErasedPage(token, all === 'yes'));
    })
    .get('/picks', async (c) => {
      const { refused, reader, token } = await account(c, c.req.query('token') ?? '');
      return refused ?? answer.show(c, picksPage(token, await titled(await votes.all(reader.readerId)), words));
    })
    .post('/picks', async (c) => {
      const { token: link = '', paper = '' } = textsOf(await readFields(c.req.raw));
      const { refused, reader, token } = await account(c, link);
      if (refused) return refused;
      const all = await titled(await votes.all(reader.readerId));
      const taken = all.find(({ paperId }) => paperRef(paperId) === paper);
      if (taken) {
        await votes.takeBack(reader.readerId, { ids: [taken.paperId] });
        await requestLearning(ports, reader.readerId);
      }
      return answer.show(
        c,
        picksPage(
          token,
          all.filter((one) => one !== taken),
          words,
          taken,
        ),
      );
    });

  /** Adds titles from the store to old votes, which were stored without. */
  async function titled(all: Cast[]): Promise<Cast[]> {
    const untitled = all.flatMap(({ paperId, title }) => (title === undefined ? [paperId] : []));
    if (untitled.length === 0) return all;
    const titles = new Map((await ports.known(untitled)).flatMap(({ ids, title }) => ids.map((id) => [id, title] as const)));
    return all.map((one) => ({ ...one, title: one.title ?? titles.get(one.paperId) }));
  }
}

/** The fields in which readers type. */
const TYPED = ['words', 'authors', 'categories', 'muteWords', 'muteAuthors', 'muteCategories', 'papers'];

const CHANGED_MEANWHILE =
  'What you follow has changed since you opened this page, perhaps in another window. Check the form and save it again.';

const changes = ({ interests = NO_INTERESTS }: Reader, said: Interests) => !isDeepStrictEqual(interests, said);

/** Replaces a reader's interests. Empty ones are not stored. */
function say(reader: Reader | undefined, said: Interests): { outcome: 'said'; next?: Reader } {
  if (!reader || !changes(reader, said)) return { outcome: 'said' };
  return { outcome: 'said', next: { ...reader, interests: isSaid(said) ? said : undefined } };
}

const fileIn = (fields: unknown): unknown =>
  typeof fields === 'object' && fields !== null && 'file' in fields ? fields.file : undefined;
