/** @jsxImportSource hono/jsx */
import type { Overview, Voted } from '../../digest/recent-editions.ts';
import type { Words } from '../../subscribe/pages/words.tsx';
import { countOrFewer, FEW } from './readers.tsx';

/** The last editions, with their copies by state. */
export const LastEditions = ({ recent, words }: { recent: readonly Overview[]; words: Words }) => (
  <section class="more">
    <h2 id="editions">The last editions</h2>
    {recent.length > 0 ? (
      <>
        <section class="scroll" aria-label="The last editions" tabindex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Edition</th>
                <th scope="col" class="n">
                  Papers
                </th>
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
        <p class="soft">
          Choose an edition to change what can still change. Copies of all hours and time zones together. Counts below {FEW} are
          not shown exactly.
        </p>
      </>
    ) : (
      <p>No edition has closed yet.</p>
    )}
  </section>
);

function EditionRow({ edition, words }: { edition: Overview; words: Words }) {
  const { id, state, frequency, day, papers, audience, dispatches, tally } = edition;
  const { SENT, REJECTED, SKIPPED, UNKNOWN } = tally;
  const open = dispatches.filter((one) => one.state === 'OPEN').length;
  const missed = dispatches.filter((one) => one.state === 'MISSED').length;
  const states = Object.entries({ sent: SENT, refused: REJECTED, skipped: SKIPPED, unknown: UNKNOWN });
  const copies = [
    `${countOrFewer(audience, words)} due`,
    ...states.flatMap(([name, n]) => (n > 0 ? [`${countOrFewer(n, words)} ${name}`] : [])),
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
      <td>{closed ? <a href={`/desk/closed?id=${id}`}>{name}</a> : name}</td>
      <td class="n">{closed ? words.number(papers) : 'none'}</td>
      <td>{closed ? copies.join(', ') : 'no mail'}</td>
    </tr>
  );
}

/** How many votes the last editions have, and the papers with most. */
export const Votes = ({ voted, words }: { voted: readonly Voted[]; words: Words }) =>
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
