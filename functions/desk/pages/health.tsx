/** @jsxImportSource hono/jsx */
import type { Ringing } from '../../domain/alarm.ts';
import type { SourceRow } from '../../domain/source-state.ts';

/** Alarms that ring, each with its cure, or (undefined) that CloudWatch did not say. */
export const Alarms = ({ ringing }: { ringing: readonly Ringing[] | undefined }) => (
  <section class="more">
    <h2>Alarms</h2>
    {ringing === undefined && (
      <p>CloudWatch did not answer, so it is not known which alarms ring. Load this page again in a minute.</p>
    )}
    {ringing?.length === 0 && (
      <p>
        No alarm rings. One that counts events stops some minutes after the last event; the mails of the alarms tell of those,
        too.
      </p>
    )}
    {ringing && ringing.length > 0 && (
      <>
        <ul class="rows" role="list">
          {ringing.map(({ name, severity, impact, cure, since, silent }) => (
            <li>
              <b>{name}</b> · {severity === 'high' ? 'act at once' : 'look at it this week'} · {silent ? 'no data' : 'rings'}{' '}
              since <time datetime={since.toISOString()}>{inMinutes(since)}</time>
              <br />
              {impact}
              {cure && [
                <br />,
                <span class="soft">
                  Cure: <Commands text={cure} />
                </span>,
              ]}
            </li>
          ))}
        </ul>
        <p class="soft">
          <a href="/desk/papers">See what came in</a> and why a file was refused. Other cures are for operators: the whole article
          is in docs/operate.md, under the alarm’s name.
        </p>
      </>
    )}
  </section>
);

/** `2026-03-18 12:00 UTC` */
const inMinutes = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Text with commands between backticks. */
const Commands = ({ text }: { text: string }) => (
  <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code>{part}</code> : part))}</>
);

/** The sources and their states. */
export const Sources = ({ sources }: { sources: readonly SourceRow[] }) => (
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
);
