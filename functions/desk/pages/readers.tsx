/** @jsxImportSource hono/jsx */
import type { ReaderCounts, ReadersOfWeek } from '../../digest/reader-counts.ts';
import type { Words } from '../../subscribe/pages/words.tsx';

/** A count of readers below this is not shown exactly. */
export const FEW = 5;

/** A count of readers or copies, unless it is small. */
export const countOrFewer = (n: number, words: Words) => (n > 0 && n < FEW ? `fewer than ${FEW}` : words.number(n));

/** How many readers there are, by frequency. */
export const Readers = ({ readers, words }: { readers: ReaderCounts | undefined; words: Words }) => (
  <section class="more">
    <h2>Readers</h2>
    {readers ? (
      <>
        <table>
          <tbody>
            {Object.entries({ Daily: readers.daily, Weekly: readers.weekly, Paused: readers.paused }).map(([name, n]) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="n">{countOrFewer(n, words)}</td>
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
export function Weeks({ weeks, words }: { weeks: readonly ReadersOfWeek[]; words: Words }) {
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
              <td class="n">{countOrFewer(joined, words)}</td>
              <td class="n">{countOrFewer(left, words)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">
        A reader has come when a first copy is due, and has left when none is due any more. A pause does not count.
      </p>
    </section>
  );
}
