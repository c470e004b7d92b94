import { html } from 'hono/html';
import type { Overview } from '../../digest/recent-editions.ts';
import type { SourceRow } from '../../domain/source-state.ts';
import { button, type Markup, type Page } from '../../subscribe/pages/layout.ts';
import type { Words } from '../../subscribe/pages/words.ts';
import type { Session } from '../sessions.ts';
import { carried, deskPage, saidBy } from './frame.ts';

const SAID: Record<string, string> = {
  paused: 'Sending is paused. No copy begins later than two seconds from now.',
  resumed: 'Sending goes on. What waited is on its way.',
};

const STYLE = `
table{width:100%;overflow-wrap:normal;border-collapse:collapse;font:.9375rem/1.4 var(--sans)}
.wide{overflow-x:auto}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--rule);vertical-align:top}
thead th{border:0;color:var(--soft);font-weight:400}
td.n{text-align:right;white-space:nowrap}
`.replaceAll('\n', '');

/** Fewer readers than this are not counted before anybody's eyes. */
const FEW = 5;

type RunningProps = { paused: string | undefined; recent: readonly Overview[]; sources: readonly SourceRow[]; words: Words };

/** What went out lately, how the sources are, and the switch. No reader is named, and no few of them are counted. */
export function runningPage(session: Session, { paused, recent, sources, words }: RunningProps, said = ''): Page {
  return deskPage(session, '/desk/running', {
    title: 'Does it run?',
    style: STYLE,
    said: saidBy(SAID, said),
    body: html`${
      paused === undefined
        ? html`<p class="lead">Sending is on.</p>`
        : html`<p class="lead">Sending is paused: <bdi>${paused}</bdi>.</p>`
    }
${paused === undefined ? pauseForm(session) : button('/desk/running/resume', { form: session.formToken }, 'Resume sending')}
<section class="more"><h2>The last editions</h2>${
      recent.length > 0
        ? html`<div class="wide" role="region" aria-label="The last editions" tabindex="0"><table>
<thead><tr><th scope="col">Edition</th><th scope="col">Papers</th><th scope="col">Copies</th></tr></thead>
<tbody>${recent.map((edition) => editionRow(edition, words))}</tbody></table></div>
<p class="soft">One edition has the copies of all hours and zones. Fewer than ${FEW} are not counted apart.</p>`
        : html`<p>No edition has closed yet.</p>`
    }</section>
<section class="more"><h2>Sources</h2>${
      sources.length > 0
        ? html`<ul class="lines" role="list">${sources.map(
            ({ name, state, says, asked }) =>
              html`<li><b><bdi>${name}</bdi></b> · ${state}<br><span class="soft"><bdi>${says}</bdi> · asked ${asked}</span></li>`,
          )}</ul>`
        : html`<p>None is asked: papers come by the desk and by uploads.</p>`
    }</section>`,
  });
}

const pauseForm = (session: Session): Markup => html`<details><summary>Pause all sending</summary>
<form method="post" action="/desk/running/pause">
${carried(session)}
<p>What has not gone out waits, for twelve hours at most. Confirmation mails still go out.</p>
<div><label for="reason">Why, for whoever finds it paused</label><textarea id="reason" name="reason" rows="1" maxlength="200"></textarea></div>
<button>Pause</button>
</form></details>`;

/** So many copies, unless they are few. */
const some = (n: number, words: Words) => (n > 0 && n < FEW ? `fewer than ${FEW}` : words.number(n));

function editionRow({ id, state, frequency, day, papers, audience, dispatches, tally }: Overview, words: Words): Markup {
  const { SENT, REJECTED, SKIPPED, UNKNOWN } = tally;
  const open = dispatches.filter((one) => one.state === 'OPEN').length;
  const missed = dispatches.filter((one) => one.state === 'MISSED').length;
  const states = Object.entries({ sent: SENT, refused: REJECTED, skipped: SKIPPED, 'of unknown fate': UNKNOWN });
  const copies = [
    `${some(audience, words)} due`,
    ...states.flatMap(([name, n]) => (n > 0 ? [`${some(n, words)} ${name}`] : [])),
    ...(open > 0 ? ['not all counted yet'] : []),
    ...(missed > 0 ? [`${words.counted(missed, 'hour')} missed`] : []),
  ];
  const name = html`${frequency === 'weekly' ? 'Week to ' : ''}${words.day(day)}`;
  return html`<tr><td>${state === 'CLOSED' ? html`<a href="/editions/${id}">${name}</a>` : name}</td>
<td class="n">${state === 'CLOSED' ? words.number(papers) : 'none'}</td><td>${state === 'CLOSED' ? copies.join(', ') : 'no mail'}</td></tr>`;
}
