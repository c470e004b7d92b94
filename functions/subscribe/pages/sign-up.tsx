/** @jsxImportSource hono/jsx */
import { likelyAddress } from '../../domain/address.ts';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { whyEmpty } from '../../domain/empty-day.ts';
import { clock, WEEKDAYS } from '../../domain/wording.ts';
import type { Faults } from '../forms.ts';
import { anchorOf } from '../outline.ts';
import { placeOf, zoneOf } from '../zones.ts';
import { EmailField, FaultSummary, ScheduleFields, type Values } from './form.tsx';
import { Hidden, notePage, type Page } from './layout.tsx';
import { IF_NO_MAIL_CAME, type Words } from './words.tsx';

/** The latest edition with its front page, whether it is today's, and the day since then that brought none, if one did. */
export type Preview = { latest: Edition; front: readonly PrintedPaper[]; isToday: boolean; empty: Edition | undefined };

/** What the page shows. `values` come from a link or from a form that was refused, `faults` from the latter. */
export type SignUpProps = { values: Values; faults: Faults; closeZone: string; preview: Preview | undefined; words: Words };

/** Chooses the browser's zone, and adds it if the list lacks its name. Without scripts the close zone stays chosen. */
const GUESS_ZONE = `{let s=document.getElementById('zone'),z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z){let p=z.slice(z.indexOf('/')+1).replaceAll('_',' ');[...s.options].some(o=>o.text==p)||s.add(new Option(p=z));s.value=p;document.getElementById('place').textContent=p.replaceAll('_',' ')}}`;

/** The sign-up page: a form that asks for an address first, and today's mail. */
export function signUpPage({ values, faults, closeZone, preview, words }: SignUpProps): Page {
  const again = Object.keys(faults).length > 0;
  return {
    title: 'Trending papers in your inbox',
    look: 'front',
    about: 'One good e-mail, at the hour you choose: the papers people are talking about, best first.',
    ...(again || values.zone ? {} : { script: GUESS_ZONE }),
    wide: true,
    path: '/',
    body: (
      <div class="front">
        <section class="join">
          <h1>Get trending papers in your e-mail inbox</h1>
          <p class="lead">Five papers and what they found, then the rest by subject. One mail, two minutes, at your hour.</p>
          <FaultSummary faults={faults} />
          <form method="post" action="/subscribe">
            {values.follow && <Hidden follow={values.follow} />}
            <EmailField label="E-mail address" values={values} faults={faults} />
            <button>Subscribe</button>
            <WhenFields values={values} faults={faults} closeZone={closeZone} />
            <p class="soft">
              One mail asks you to confirm. No more come unless you do. You can unsubscribe in every digest.{' '}
              <a href="/privacy">Privacy</a>
            </p>
          </form>
        </section>
        <section class="latest">{preview ? <Latest preview={preview} words={words} /> : WHAT_ARRIVES}</section>
      </div>
    ),
  };
}

/** How often, when and where, folded under a sentence that says it. Open if one of its fields is wrong. */
function WhenFields({ values, faults, closeZone }: Pick<SignUpProps, 'values' | 'faults' | 'closeZone'>) {
  const { email: _, ...schedule } = faults;
  const { frequency, weekday = '1', hour = '8', zone = '' } = values;
  const often = frequency === 'weekly' ? `Every ${WEEKDAYS[Number(weekday) - 1] ?? 'week'}` : 'Every day';
  return (
    <details class="when" open={Object.keys(schedule).length > 0}>
      <summary>
        <span class="shut">
          {often} at {clock(Number(hour) || 0)}, <span id="place">{placeOf(zoneOf(zone) ?? closeZone)}</span> time ·{' '}
        </span>
        <u>change</u>
      </summary>
      <div>
        <ScheduleFields values={values} faults={faults} closeZone={closeZone} />
      </div>
    </details>
  );
}

const Latest = ({ preview: { latest, front, isToday, empty }, words }: { preview: Preview; words: Words }) => (
  <>
    <h2>{isToday ? 'Today’s mail' : 'The last mail'}</h2>
    <p class="soft">
      {words.fullDay(latest.day)} · {words.counted(latest.papers, 'paper')}
    </p>
    {empty && (
      <p>
        No edition on {words.fullDay(empty.day)}: {whyEmpty(empty)}
      </p>
    )}
    <ol role="list">
      {front.map(({ id, title, tldr }) => (
        <li>
          <a href={`/editions/${latest.id}#${encodeURI(anchorOf(id))}`} dir="auto">
            {title}
          </a>
          {tldr && <span dir="auto">{tldr}</span>}
        </li>
      ))}
    </ol>
    <p>
      <a href={`/editions/${latest.id}`}>Read the whole edition</a>
    </p>
  </>
);

const WHAT_ARRIVES = (
  <>
    <h2>What arrives</h2>
    <p>
      Five papers, each in a sentence with what it found, authors, code and project links, then the best of the others by subject.
      The whole edition is on the web as well.
    </p>
    <p class="soft">The first edition has not appeared yet.</p>
  </>
);

/** Says the same after every sign-up, also for known addresses. `address` is the one that was typed, if one was. */
export const sentPage = (address?: string) =>
  notePage(
    'Check your inbox',
    <>
      <p class="lead">
        Unless {address ? <bdi>{address}</bdi> : 'this address'} already gets the digest this way, a mail with a link is on its
        way to it. The subscription begins when you use that link.
      </p>
      {address && <MeantBy address={address} />}
      <p class="soft">{IF_NO_MAIL_CAME}</p>
    </>,
  );

/** Asks whether another address was meant, if the domain looks like that of a big provider. */
export function MeantBy({ address }: { address: string }) {
  const likely = likelyAddress(address);
  return likely ? (
    <p>
      Did you mean <bdi>{likely}</bdi>? Then go back and correct it.
    </p>
  ) : (
    ''
  );
}
