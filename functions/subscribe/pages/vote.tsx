/** @jsxImportSource hono/jsx */
import type { PrintedPaper } from '../../domain/edition.ts';
import { paperRef, type Vote } from '../../domain/vote.ts';
import { Button, notePage, type Page } from './layout.tsx';
import { Title } from './paper.tsx';

/** The heading where a vote stands, and right after it was changed. */
const HEADINGS: Record<Vote | 'none', { stands: string; changed: string }> = {
  good: { stands: 'You voted for this', changed: 'Your vote counts' },
  not: { stands: 'Not for you', changed: 'Noted: not for you' },
  example: { stands: 'You named this paper', changed: 'You named this paper' },
  none: { stands: 'A good pick?', changed: 'Your vote is taken back' },
};

type Ballot = { token: string; edition: string; paper: string; among?: string | undefined };

/** Behind the link in the text part of a mail, and after each of its buttons: all papers that the link names. */
export const ballotPage = (
  { token, edition, paper: all, among = all }: Ballot,
  said: readonly { paper: PrintedPaper; vote: Vote | undefined }[],
): Page =>
  notePage(
    'Good picks?',
    <>
      <ul class="ballot" role="list">
        {said.map(({ paper, vote }) => (
          <li>
            <p dir="auto">
              <Title paper={paper} />
            </p>
            {vote && <p class="soft">{HEADINGS[vote].stands}</p>}
            <Buttons ballot={{ token, edition, paper: paperRef(paper.id), among }} vote={vote} />
          </li>
        ))}
      </ul>
      <WhatVotesDo edition={edition} />
    </>,
  );

/** Behind the link in a card, and after each of its buttons: one paper. */
export const votePage = (
  { token, edition, paper: ref }: Ballot,
  paper: PrintedPaper,
  vote: Vote | undefined,
  changed: boolean,
): Page =>
  notePage(
    HEADINGS[vote ?? 'none'][changed ? 'changed' : 'stands'],
    <>
      <p class="lead" dir="auto">
        <Title paper={paper} />
      </p>
      <Buttons ballot={{ token, edition, paper: ref }} vote={vote} />
      {vote === 'example' && <p>It is an example of what you work on. A vote takes its place.</p>}
      <WhatVotesDo edition={edition} />
    </>,
  );

/** The buttons that would change something. */
const Buttons = ({ ballot, vote }: { ballot: Record<string, string>; vote: Vote | undefined }) => (
  <div class="buttons">
    {vote !== 'good' && (
      <Button action="/vote" fields={{ ...ballot, vote: 'good' }}>
        Good pick
      </Button>
    )}
    {vote !== 'not' && (
      <Button action="/vote" fields={{ ...ballot, vote: 'not' }} plain>
        Not for me
      </Button>
    )}
    {(vote === 'good' || vote === 'not') && (
      <Button action="/vote" fields={{ ...ballot, vote: 'none' }} plain>
        Take back my vote
      </Button>
    )}
  </div>
);

const WhatVotesDo = ({ edition }: { edition: string }) => (
  <p class="soft">
    Good picks move a paper up in later editions and in <a href={`/editions/${edition}`}>this one on the web</a>; only their
    number is shown. “Not for me” is counted nowhere. Your own mail learns from either only if you say so under “What I follow”.
    You can change your vote here at any time.
  </p>
);
