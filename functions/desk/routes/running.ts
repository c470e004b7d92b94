import { Hono } from 'hono';
import { countReaders, readersByWeek } from '../../digest/reader-counts.ts';
import { type RecentPorts, recentEditions, type VotedPorts, votesOn } from '../../digest/recent-editions.ts';
import type { Ringing } from '../../domain/alarm.ts';
import { addDays } from '../../domain/schedule.ts';
import { type Rhythm, type SourceState, sourceRows } from '../../domain/source-state.ts';
import { printable } from '../../domain/text/characters.ts';
import { type ResumePorts, resumeSending } from '../../send/resume-sending.ts';
import { textsOf } from '../../subscribe/fields.ts';
import type { DeskContext, DeskEnv } from '../desk-context.ts';
import { runningPage } from '../pages/running.tsx';

/** What the page that shows whether it runs needs of the world. */
export type RunningPorts = ResumePorts &
  VotedPorts & {
    control: { pause(reason: string, at: Date): Promise<void> };
    editions: RecentPorts['editions'];
    ringing(): Promise<Ringing[]>;
    sources: { named: readonly { name: string; rhythm: Rhythm }[]; states(): Promise<SourceState[]> };
    now(): Date;
    failed(error: unknown): void;
  };

/** Days that are listed, days whose votes are, and weeks whose readers are counted. */
const LISTED = 10;
const VOTED = 5;
const WEEKS = 8;

/** Days that are read: the last is not over, and the first week is what the next is compared with. */
const RECENT = 7 * (WEEKS + 1) + 1;

/** The most characters of a reason. */
const MOST_REASON = 200;

/** Routes that show how it runs, pause all sending and resume it. */
export function runningRoutes(ports: RunningPorts, { answer, words }: DeskContext): Hono<DeskEnv> {
  const { control, sources, now, failed } = ports;
  /** The page can do without the alarms. */
  async function ringingNow(): Promise<Ringing[] | undefined> {
    try {
      return await ports.ringing();
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  return new Hono<DeskEnv>()
    .get('/desk/running', async (c) => {
      const [paused, ringing, recent, states] = await Promise.all([
        control.paused(),
        ringingNow(),
        recentEditions(ports, RECENT),
        sources.named.length > 0 ? sources.states() : [],
      ]);
      const shown = {
        ...{ paused, ringing, words },
        recent: recent.filter(({ day }) => day > addDays(recent[0]?.day ?? '', -LISTED)),
        readers: countReaders(recent),
        weeks: readersByWeek(recent, WEEKS),
        voted: await votesOn(ports, recent, VOTED),
        sources: sourceRows(sources.named, states, now()),
      };
      return answer.show(c, runningPage(c.var.session, shown, c.req.query('said')));
    })
    .post('/desk/running/pause', async (c) => {
      const reason = printable(textsOf(c.var.fields).reason ?? '').slice(0, MOST_REASON);
      await control.pause(reason || 'asked for at the desk', now());
      return c.redirect('/desk/running?said=paused', 303);
    })
    .post('/desk/running/resume', async (c) => {
      await resumeSending(ports, 'asked for at the desk', now());
      return c.redirect('/desk/running?said=resumed', 303);
    });
}
