/** @jsxImportSource hono/jsx */
import { type Filter, type Interests, NO_INTERESTS } from '../../domain/interests/interests.ts';
import type { Reader } from '../../domain/reader.ts';
import { SUBJECTS } from '../../domain/subject.ts';
import type { Cast } from '../../domain/vote.ts';
import { quoted } from './confirm.tsx';
import { joined, type Markup } from './layout.tsx';
import type { Words } from './words.tsx';

/** All that is stored about a reader's interests, in plain words. */
export function Known({ reader, votes, words }: { reader: Reader; votes: readonly Cast[]; words: Words }) {
  const { interests = NO_INTERESTS, learned } = reader;
  const examples = votes.filter(({ kind }) => kind === 'example');
  const number = (of: Cast['kind']) => words.counted(votes.filter(({ kind }) => kind === of).length, 'paper');
  const lines = [...listed('You follow', interests.follow), ...listed('You mute', interests.mute)];
  return (
    <>
      <ul class="told">
        {lines.length > 0 ? lines.map((line) => <li>{line}</li>) : <li>You have not said what you follow or mute.</li>}
        <li>{mailOf(interests)}</li>
        <li>
          You voted {number('good')} a good pick, and {number('not')} not for you. Your own mail{' '}
          {interests.fromVotes ? 'learns from that' : 'does not learn from that'}.
        </li>
        {examples.length === 0 ? (
          <li>You named no papers.</li>
        ) : (
          <li>
            You named {number('example')}:
            <ul>
              {examples.map(({ title, paperId }) => (
                <li dir="auto">{title ?? paperId}</li>
              ))}
            </ul>
          </li>
        )}
        {learned ? (
          <li>
            Learned from this, on {words.day(learned.at.slice(0, 10))}: papers for you tend to hold these words, and some hundred
            more: {joined(learned.about.map((word) => <bdi>{word}</bdi>))}.
          </li>
        ) : (
          <li>Nothing has been learned from this so far.</li>
        )}
      </ul>
      <p>
        We store nothing else about your interests. No page or mail tells us what you open or read.{' '}
        <a href="/privacy">What is stored, and how long</a>
      </p>
    </>
  );
}

function listed(verb: string, { words, authors, subjects, categories }: Filter): Markup[] {
  const names = {
    'the words': words,
    'the authors': authors,
    'the subjects': subjects.map((id) => SUBJECTS[id]),
    'the arXiv categories': categories,
  };
  return Object.entries(names)
    .filter(([, each]) => each.length > 0)
    .map(([what, each]) => (
      <>
        {verb} {what} {quoted(each)}.
      </>
    ));
}

function mailOf({ cards, outside, only }: Interests): string {
  if (cards === 0) return 'Your mail has no “For you”.';
  const most = `Up to ${cards} ${cards === 1 ? 'paper' : 'papers'} “For you”${outside ? ', of which one may be from outside' : ''}.`;
  return only ? `${most} Nothing else is in your mail.` : most;
}
