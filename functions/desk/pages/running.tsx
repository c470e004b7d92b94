/** @jsxImportSource hono/jsx */
import type { ReaderCounts, ReadersOfWeek } from '../../digest/reader-counts.ts';
import type { Overview, Voted } from '../../digest/recent-editions.ts';
import type { SourceRow } from '../../domain/source-state.ts';
import { Button, Hidden, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { carried, deskPage, saidBy } from './frame.tsx';

const SAID: Record<string, string> = {
  paused: 'Sending is paused. No copy begins later than two seconds from now.',
  resumed: 'Sending is on again. The copies that waited are on their way.',
};

/** A count of readers below this is not shown exactly. */
const FEW = 5;

type RunningProps = {
  /** Why sending is stopped, if it is. */
  paused: string | undefined;
  readers: ReaderCounts | undefined;
  weeks: readonly ReadersOfWeek[];
  recent: readonly Overview[];
  voted: readonly Voted[];
  sources: readonly SourceRow[];
  words: Words;
};

/** How it runs: the switch, readers, the last editions, votes and sources. It names no reader. */
export const runningPage = (
  session: Session,
  { paused, readers, weeks, recent, voted, sources, words }: RunningProps,
  said = '',
): Page =>
  deskPage(session, '/desk/running', {
    title: 'Does it run?',
    said: saidBy(SAID, said),
    body: (
      <>
        {paused === undefined ? (
          <>
            <p class="lead">Sending is on.</p>
            <PauseForm session={session} />
          </>
        ) : (
          <>
            <p class="lead">
              Sending is paused: <bdi>{paused}</bdi>.
            </p>
            <Button action="/desk/running/resume" fields={carried(session)}>
              Resume sending
            </Button>
          </>
        )}
        <Readers readers={readers} words={words} />
        {weeks.length > 0 && <Weeks weeks={weeks} words={words} />}
        <section class="more">
          <h2>The last editions</h2>
          {recent.length > 0 ? (
            <>
              <section class="scroll" aria-label="The last editions" tabindex={0}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Edition</th>
                      <th scope="col">Papers</th>
                      <th scope="col">Copies</th>
                    </tr>
                  </thead>
                  <tbody>
                    {recent.map((edition) => (
                      <EditionRow edition={edition} words={words} />
                    ))}
                  </tbody>
                </table>
              </section>
              <p class="soft">Copies of all hours and time zones together. Counts below {FEW} are not shown exactly.</p>
            </>
          ) : (
            <p>No edition has closed yet.</p>
          )}
        </section>
        <Votes voted={voted} words={words} />
        <section class="more">
          <h2>Sources</h2>
          {sources.length > 0 ? (
            <ul class="rows" role="list">
              {sources.map(({ name, state, says, asked }) => (
                <li>
                  <b>
                    <bdi>{name}</bdi>
                  </b>{' '}
                  · {state}
                  <br />
                  <span class="soft">
                    <bdi>{says}</bdi> · asked {asked}
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <p>No sources are named: papers come from the desk and from uploads.</p>
          )}
        </section>
      </>
    ),
  });

const PauseForm = ({ session }: { session: Session }) => (
  <details>
    <summary>Pause all sending</summary>
    <form method="post" action="/desk/running/pause">
      <Hidden {...carried(session)} />
      <p>Copies that are not sent yet wait, for 12 hours at most (a week’s edition: 36). Confirmation mails still go out.</p>
      <div>
        <label for="reason">Why? Other editors and operators see it</label>
        <textarea id="reason" name="reason" rows={1} maxlength={200} />
      </div>
      <button>Pause</button>
    </form>
  </details>
);

const Readers = ({ readers, words }: Pick<RunningProps, 'readers' | 'words'>) => (
  <section class="more">
    <h2>Readers</h2>
    {readers ? (
      <>
        <table>
          <tbody>
            {Object.entries({ Daily: readers.daily, Weekly: readers.weekly, Paused: readers.paused }).map(([name, n]) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="n">{some(n, words)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="soft">Counted when copies were last due. Readers who came or changed since then are not in it.</p>
      </>
    ) : (
      <p>No day is over yet: readers are counted with their copies.</p>
    )}
  </section>
);

/** Sizes in the picture's own units: the width of a week, the height of the longest bar. */
const [WIDTH, HEIGHT] = [40, 60];

/** Readers who came and left, by week: a picture, and the same figures in a table. */
function Weeks({ weeks, words }: Pick<RunningProps, 'weeks' | 'words'>) {
  const most = Math.max(FEW, ...weeks.flatMap(({ joined, left }) => [joined, left]));
  // The picture tells no more of a few readers than the table does.
  const heightOf = (n: number) => ((n > 0 ? Math.max(n, FEW) : 0) / most) * HEIGHT;
  const width = weeks.length * WIDTH;
  const [up, down] = [
    Math.max(...weeks.map(({ joined }) => heightOf(joined))),
    Math.max(...weeks.map(({ left }) => heightOf(left))),
  ];
  return (
    <section class="more">
      <h2>Came and left</h2>
      <svg class="chart" viewBox={`0 0 ${width} ${up + down + 1}`} role="img" aria-labelledby="weeks">
        <title id="weeks">Readers who came (above the line) and left (below it), by week, as in the table</title>
        {weeks.map(({ joined, left }, i) => (
          <>
            <rect class="came" x={i * WIDTH + 8} y={up - heightOf(joined)} width={WIDTH - 16} height={heightOf(joined)} />
            <rect class="left" x={i * WIDTH + 8} y={up} width={WIDTH - 16} height={heightOf(left)} />
          </>
        ))}
        <path d={`M0 ${up}H${width}`} />
      </svg>
      <table>
        <thead>
          <tr>
            <th scope="col">Week to</th>
            <th scope="col" class="n">
              Came
            </th>
            <th scope="col" class="n">
              Left
            </th>
          </tr>
        </thead>
        <tbody>
          {[...weeks].reverse().map(({ to, joined, left }) => (
            <tr>
              <th scope="row">{words.day(to)}</th>
              <td class="n">{some(joined, words)}</td>
              <td class="n">{some(left, words)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">
        A reader counts as come with the first copy, and as left with the first that is no longer due. A pause does not count.
      </p>
    </section>
  );
}

const Votes = ({ voted, words }: Pick<RunningProps, 'voted' | 'words'>) =>
  voted.length > 0 ? (
    <section class="more">
      <h2>Votes</h2>
      <ul class="rows" role="list">
        {voted.map(({ edition, votes, papers }) => (
          <li>
            <a href={`/editions/${edition.id}`}>{words.day(edition.day)}</a> ·{' '}
            {votes > 0 ? words.counted(votes, 'vote') : 'no votes'}
            {papers.map((paper) => [
              <br />,
              <span class="soft">
                <bdi>{paper.title}</bdi> · {words.number(paper.votes)}
              </span>,
            ])}
          </li>
        ))}
      </ul>
    </section>
  ) : (
    ''
  );

/** A count of readers or copies, unless it is small. */
const some = (n: number, words: Words) => (n > 0 && n < FEW ? `fewer than ${FEW}` : words.number(n));

function EditionRow({ edition, words }: { edition: Overview; words: Words }) {
  const { id, state, frequency, day, papers, audience, dispatches, tally } = edition;
  const { SENT, REJECTED, SKIPPED, UNKNOWN } = tally;
  const open = dispatches.filter((one) => one.state === 'OPEN').length;
  const missed = dispatches.filter((one) => one.state === 'MISSED').length;
  const states = Object.entries({ sent: SENT, refused: REJECTED, skipped: SKIPPED, unknown: UNKNOWN });
  const copies = [
    `${some(audience, words)} due`,
    ...states.flatMap(([name, n]) => (n > 0 ? [`${some(n, words)} ${name}`] : [])),
    ...(open > 0 ? ['not all counted yet'] : []),
    ...(missed > 0 ? [`${words.counted(missed, 'hour')} missed`] : []),
  ];
  const name = (
    <>
      {frequency === 'weekly' && 'Week to '}
      {words.day(day)}
    </>
  );
  const closed = state === 'CLOSED';
  return (
    <tr>
      <td>{closed ? <a href={`/editions/${id}`}>{name}</a> : name}</td>
      <td class="n">{closed ? words.number(papers) : 'none'}</td>
      <td>{closed ? copies.join(', ') : 'no mail'}</td>
    </tr>
  );
}
