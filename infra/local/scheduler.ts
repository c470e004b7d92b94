import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Answer, type Call, refusal } from './gateway.ts';
import type { LambdaFunction } from './lambda.ts';
import type { Clock, State } from './state.ts';
import type { Template } from './template.ts';

/** How often the scheduler reads the clock, ms. */
const LOOK_MS = 500;

/** Time between tries, ms. Short, because somebody waits for the result. */
const RETRY_MS = 1_000;

/** A schedule of the template. */
export const schedule = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.literal('UTC'),
  State: z.literal('ENABLED').default('ENABLED'),
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string(),
    RetryPolicy: z.object({ MaximumRetryAttempts: z.int() }),
    DeadLetterConfig: z.object({ Arn: z.string() }),
  }),
});

/**
 * EventBridge Scheduler. Of the runs missed while the clock jumped or the cloud was down, only the last one fires. A run counts
 * as fired when its function has answered. After a kill in between it fires again: at least once, as on AWS.
 */
export function scheduler(
  template: Template,
  functions: LambdaFunction[],
  { clock, state, giveUp }: { clock: Clock; state: State; giveUp: (queueArn: string, event: string) => void },
) {
  const schedules = template.all('AWS::Scheduler::Schedule', schedule);
  const running = new Map<string, Promise<void>>();
  const started = clock.now();
  let stopped = false;

  const entries = schedules.map(({ id, properties }) => {
    const target = functions.find(({ arn }) => arn === properties.Target.Arn);
    if (!target) throw new Error(`The schedule ${id} names a function that is not in the template.`);
    return { id, goal: properties.Target, target, minutes: minutesOf(properties.ScheduleExpression) };
  });

  async function fire({ id, goal, target }: (typeof entries)[number], at: Date) {
    const event = goal.Input.replaceAll('<aws.scheduler.scheduled-time>', at.toISOString().replace('.000Z', 'Z'));
    let done = false;
    for (let attempt = 0; !done && attempt <= goal.RetryPolicy.MaximumRetryAttempts; attempt += 1) {
      if (attempt > 0) await sleep(RETRY_MS);
      done = (await target.invoke(JSON.parse(event))).ok;
      // It comes again at the next start.
      if (stopped) return;
    }
    if (!done) giveUp(goal.DeadLetterConfig.Arn, event);
    state.save({ fired: { ...state.data.fired, [id]: at.toISOString() } });
  }

  /** Fires the runs that are due. Resolves when their functions have answered. */
  async function look(): Promise<void> {
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
  }
  const timer = setInterval(look, LOOK_MS);

  return {
    look,
    /** The first run of any schedule at or after `at`. */
    nextRun(at: Date): Date | undefined {
      const runs = entries.map(({ minutes }) => nearestRun(minutes, at, 1));
      return runs.sort((a, b) => a.getTime() - b.getTime())[0];
    },
    busy: () => running.size > 0,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** The scheduler's API: GetSchedule for the template's schedules. */
export function schedulesOf(template: Template) {
  const schedules = new Map(template.all('AWS::Scheduler::Schedule', schedule).map(({ ref, properties }) => [ref, properties]));
  return ({ method, path }: Call): Answer => {
    const Name = decodeURIComponent(path.replace('/schedules/', ''));
    const found = schedules.get(Name);
    if (method === 'GET' && found)
      return { status: 200, body: { Name, State: found.State, ScheduleExpression: found.ScheduleExpression } };
    return refusal(404, 'ResourceNotFoundException', `The local cloud's scheduler does not know ${method} ${path}.`);
  };
}

/** The minutes of each hour at which a schedule runs. Throws if the expression says more than minutes. */
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

/** The run at an instant, or else the nearest one before it (`step` -1) or after it (`step` 1). */
function nearestRun(minutes: readonly number[], at: Date, step: -1 | 1): Date {
  const minute = at.getTime() / MINUTE_MS;
  let found = step < 0 ? Math.floor(minute) : Math.ceil(minute);
  while (!minutes.includes(found % 60)) found += step;
  return new Date(found * MINUTE_MS);
}
