import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { LambdaFunction } from './lambda.ts';
import { type Answer, type Call, refusal } from './stand-in.ts';
import type { Clock, State } from './state.ts';
import type { Template } from './template.ts';

/** How often the scheduler looks at the clock, ms. */
const LOOK_MS = 500;

/** Time between attempts, ms: short, because somebody is waiting in front of the screen. */
const RETRY_MS = 1_000;

const properties = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.literal('UTC'),
  State: z.literal('ENABLED').default('ENABLED'),
  Target: z.object({
    Arn: z.string(),
    Input: z.string(),
    RetryPolicy: z.object({ MaximumRetryAttempts: z.int() }),
    DeadLetterConfig: z.object({ Arn: z.string() }),
  }),
});

/** One firing: which schedule, and the instant it was for. */
export type Firing = { schedule: string; at: Date };

/**
 * EventBridge Scheduler. Runs missed while the clock jumped or the cloud was down are collapsed into the last of them. A
 * run counts as fired once its function has answered, so a kill in between fires it again: at least once, as AWS has it.
 */
export function scheduler(
  template: Template,
  functions: LambdaFunction[],
  { clock, state, giveUp }: { clock: Clock; state: State; giveUp: (queueArn: string, event: string) => void },
) {
  const schedules = template.all('AWS::Scheduler::Schedule', properties);
  const running = new Map<string, Promise<void>>();
  const started = clock.now();

  const entries = schedules.map(({ id, is }) => {
    const target = functions.find(({ arn }) => arn === is.Target.Arn);
    if (!target) throw new Error(`The schedule ${id} names a function that the template does not hold.`);
    return { id, goal: is.Target, target, minutes: minutesOf(is.ScheduleExpression) };
  });

  async function fire({ id, goal, target }: (typeof entries)[number], at: Date) {
    const event = goal.Input.replaceAll('<aws.scheduler.scheduled-time>', at.toISOString().replace('.000Z', 'Z'));
    let done = false;
    for (let attempt = 0; !done && attempt <= goal.RetryPolicy.MaximumRetryAttempts; attempt += 1) {
      if (attempt > 0) await sleep(RETRY_MS);
      done = (await target.invoke(JSON.parse(event))).ok;
    }
    if (!done) giveUp(goal.DeadLetterConfig.Arn, event);
    state.save({ fired: { ...state.data.fired, [id]: at.toISOString() } });
  }

  /** Fires what is due and not fired yet. Resolves, with those firings, when their functions have answered. */
  async function look(): Promise<Firing[]> {
    const due = entries.flatMap((entry) => {
      const at = nearestRun(entry.minutes, clock.now(), -1);
      const last = state.data.fired[entry.id] ?? started.toISOString();
      return at.toISOString() > last && !running.has(entry.id) ? [{ entry, at }] : [];
    });
    await Promise.all(
      due.map(async ({ entry, at }) => {
        const run = fire(entry, at).finally(() => running.delete(entry.id));
        running.set(entry.id, run);
        await run;
      }),
    );
    return due.map(({ entry, at }) => ({ schedule: entry.id, at }));
  }
  const timer = setInterval(look, LOOK_MS);

  return {
    look,
    /** The first run of any schedule at or after `at`. */
    nextRun(at: Date): Date | undefined {
      const runs = entries.map(({ minutes }) => nearestRun(minutes, at, 1));
      return runs.sort((a, b) => a.getTime() - b.getTime())[0];
    },
    /** After the clock went back: what lies after it has not fired yet. */
    forget: () => state.save({ fired: Object.fromEntries(entries.map(({ id }) => [id, clock.now().toISOString()])) }),
    busy: () => running.size > 0,
    stop: () => clearInterval(timer),
  };
}

/** Its API: GetSchedule of the template's schedules. */
export function schedulesOf(template: Template) {
  const schedules = new Map(template.all('AWS::Scheduler::Schedule', properties).map(({ ref, is }) => [ref, is]));
  return ({ method, path }: Call): Answer => {
    const Name = decodeURIComponent(path.replace('/schedules/', ''));
    const found = schedules.get(Name);
    if (method === 'GET' && found)
      return { status: 200, body: { Name, State: found.State, ScheduleExpression: found.ScheduleExpression } };
    return refusal(404, 'ResourceNotFoundException', `The local cloud's scheduler does not know ${method} ${path}.`);
  };
}

/** The minutes of each hour at which a schedule runs. It throws on an expression that says more than that. */
function minutesOf(expression: string): number[] {
  const [, from, every = 60] = /^cron\(([0-5]?\d)(?:\/([1-9]\d?))? \* \* \* \? \*\)$/.exec(expression) ?? [];
  if (!from)
    throw new Error(
      `The local cloud runs schedules at minutes of each hour, not ${expression}. Teach it in infra/local/scheduler.ts.`,
    );
  return Array.from({ length: 60 }, (_, minute) => minute).filter(
    (minute) => minute >= Number(from) && (minute - Number(from)) % Number(every) === 0,
  );
}

const MINUTE_MS = 60_000;

/** The run nearest to an instant and not after it (`step` -1) or not before it (1). Hours of UTC all begin at their minute 0. */
function nearestRun(minutes: readonly number[], at: Date, step: -1 | 1): Date {
  const minute = at.getTime() / MINUTE_MS;
  let found = step < 0 ? Math.floor(minute) : Math.ceil(minute);
  while (!minutes.includes(found % 60)) found += step;
  return new Date(found * MINUTE_MS);
}
