/** @jsxImportSource hono/jsx */
import { pageOf } from '../../domain/paper.ts';
import { type Cast, paperRef, type Vote } from '../../domain/vote.ts';
import { Hidden, type Page } from './layout.tsx';
import type { Words } from './words.tsx';

const KINDS = ['good', 'example', 'not'] as const;
const HEADINGS: Record<Vote, string> = { good: 'Good picks', example: 'Papers I named', not: 'Not for me' };

/** The papers a reader voted for or named, newest first, each with a button that takes it back. */
export const picksPage = (token: string, votes: readonly Cast[], words: Words, taken?: Cast): Page => ({
  title: 'My picks',
  look: 'picks',
  body: (
    <>
      <h1>My picks</h1>
      {taken && (
        <p role="status" dir="auto">
          Taken back: {nameOf(taken)}
        </p>
      )}
      {votes.length === 0 && <p class="lead">None so far. Each card of a digest has a link to vote.</p>}
      {KINDS.map((kind) => ({ kind, cast: votes.filter((one) => one.kind === kind) }))
        .filter(({ cast }) => cast.length > 0)
        .map(({ kind, cast }) => (
          <section>
            <h2>{HEADINGS[kind]}</h2>
            <ul class="picks" role="list">
              {cast.map((one) => (
                <Pick token={token} cast={one} words={words} />
              ))}
            </ul>
          </section>
        ))}
      <p class="soft">
        <a href={`/interests?token=${token}`}>What I follow</a> · <a href={`/account?token=${token}`}>Your account</a>
      </p>
    </>
  ),
});

function Pick({ token, cast, words }: { token: string; cast: Cast; words: Words }) {
  const ref = paperRef(cast.paperId);
  const page = pageOf([cast.paperId]);
  const title = <bdi id={`p-${ref}`}>{nameOf(cast)}</bdi>;
  return (
    <li>
      <p>
        {page ? (
          <a href={page} rel="noopener">
            {title}
          </a>
        ) : (
          title
        )}
        <br />
        <span class="soft">{words.day(cast.at.slice(0, 10))}</span>
      </p>
      <form method="post" action="/picks">
        <Hidden token={token} paper={ref} />
        <button class="plain" aria-describedby={`p-${ref}`}>
          Take back
        </button>
      </form>
    </li>
  );
}

const nameOf = ({ title, paperId }: Cast) => title ?? paperId.replace(/^\w+:/, '');
