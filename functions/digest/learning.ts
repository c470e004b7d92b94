import pMap from 'p-map';
import { $ZodError } from 'zod/v4/core';
import type { Edition, Printed, PrintedPaper } from '../domain/edition.ts';
import { CORPUS_DAYS, type Corpus, corpusOf, MOST_IN_CORPUS } from '../domain/interests/corpus.ts';
import type { Features } from '../domain/interests/features.ts';
import { NO_INTERESTS } from '../domain/interests/interests.ts';
import { learnFrom } from '../domain/interests/learn.ts';
import type { Learned } from '../domain/interests/learned.ts';
import { type Lexicon, type Vector, vectorOf } from '../domain/interests/lexicon.ts';
import type { StoredPaper } from '../domain/paper.ts';
import type { Reader } from '../domain/reader.ts';
import type { Vote } from '../domain/vote.ts';

/** Limits of one tick: how long it learns, ms, how many readers, and how many of them at once. The next tick takes the others. */
const [TICK_MS, MOST, AT_ONCE] = [60_000, 2_000, 4];

/** How many papers to learn from, the newest. */
const [MOST_LIKED, MOST_DISLIKED] = [200, 50];

export type LearningPorts = {
  interests: {
    due(version: string, most: number): Promise<string[]>;
    read(readerId: string): Promise<{
      reader: Reader | undefined;
      votes: { paperId: string; kind: Vote; at: string }[];
      marks: number | undefined;
    }>;
    keep(reader: Pick<Reader, 'readerId' | 'rev'>, learned: Learned | undefined): Promise<boolean>;
    unmark(readerId: string, marks: number, version: string | undefined): Promise<boolean>;
  };
  papers: { getMany(ids: readonly string[]): Promise<StoredPaper[]> };
  editions: { printed(frequency: Edition['frequency'], limit: number): Promise<Printed[]> };
  files: { features(edition: Printed): Promise<Features | undefined>; papers(edition: Printed): Promise<PrintedPaper[]> };
  lexicon: { version(): Promise<string>; read(): Promise<Lexicon> };
  /** The corpus that was read last, by its newest edition and lexicon: all ticks of a day use the same. */
  corpora: Map<string, Corpus>;
  clock(): Date;
};

/**
 * Learns what a reader works on, for every reader whose interests or votes changed. Each result is written at once, so the next
 * tick goes on where one broke off. A row that cannot be parsed is passed over: SEND reports it. Returns how many readers were
 * learned.
 */
export async function learnInterests(ports: LearningPorts, now: Date): Promise<number> {
  const { interests, lexicon, clock } = ports;
  const until = clock().getTime() + TICK_MS;
  const printed = await ports.editions.printed('daily', CORPUS_DAYS);
  const version = `${await lexicon.version()}.${doublingsOf(printed)}`;
  const due = await interests.due(version, MOST);
  if (due.length === 0) return 0;
  const words = await lexicon.read();
  const corpus = await corpusFor(ports, printed, words);
  const learned = await pMap(due, async (id) => clock().getTime() < until && learnOne(ports, id, version, corpus, words, now), {
    concurrency: AT_ONCE,
  });
  return learned.filter(Boolean).length;
}

async function learnOne(
  { interests, papers }: LearningPorts,
  readerId: string,
  version: string,
  corpus: Corpus,
  words: Lexicon,
  now: Date,
): Promise<boolean> {
  const read = await interests.read(readerId).catch((error: unknown) => {
    if (error instanceof $ZodError) return undefined;
    throw error;
  });
  if (!read || read.marks === undefined) return false;
  const { reader, marks } = read;
  // A reader may have named papers and nothing else.
  const stated = reader && (reader.interests ?? NO_INTERESTS);
  const votes = read.votes.sort((a, b) => (a.at < b.at ? 1 : -1));
  const papersOf = async (kinds: readonly Vote[], most: number) =>
    papers.getMany(
      votes
        .filter(({ kind }) => kinds.includes(kind))
        .slice(0, most)
        .map(({ paperId }) => paperId),
    );
  const learned =
    stated &&
    learnFrom(
      {
        interests: stated,
        liked: await papersOf(stated.fromVotes ? ['good', 'example'] : ['example'], MOST_LIKED),
        disliked: stated.fromVotes ? await papersOf(['not'], MOST_DISLIKED) : [],
      },
      corpus,
      words,
      now,
    );
  if (reader && (learned || reader.learned) && !(await interests.keep(reader, learned))) return false;
  const kept = learned || reader?.interests ? version : undefined;
  return (await interests.unmark(readerId, marks, kept)) && learned !== undefined;
}

/** How many times the corpus has doubled. All readers are learned anew at each doubling, because a small corpus says little. */
const doublingsOf = (printed: readonly Printed[]): string => {
  const papers = printed.reduce((sum, edition) => sum + edition.papers, 0);
  return String(Math.ceil(Math.log2(Math.min(MOST_IN_CORPUS, papers) + 1))).padStart(2, '0');
};

/** The corpus of the last editions. An edition without features, or with those of another lexicon, is read from its papers. */
async function corpusFor({ files, corpora }: LearningPorts, printed: readonly Printed[], words: Lexicon): Promise<Corpus> {
  const key = `${printed[0]?.id} ${words.version}`;
  const known = corpora.get(key);
  if (known) return known;
  const vectors: Vector[] = [];
  for (const edition of printed) {
    if (vectors.length >= MOST_IN_CORPUS) break;
    const features = await files.features(edition);
    if (features?.lexicon === words.version) for (const { terms, weights } of features.papers) vectors.push({ terms, weights });
    else for (const paper of await files.papers(edition)) vectors.push(vectorOf(paper, words));
  }
  corpora.clear();
  const corpus = corpusOf(vectors.slice(0, MOST_IN_CORPUS), words.terms.length);
  corpora.set(key, corpus);
  return corpus;
}
