import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Clock, State } from './state.ts';
import { REGION, type Template } from './template.ts';

/** How many processes of one function may run at once. */
const MAX_INSTANCES = 4;

/** A function must load its bundle within this time, ms (Lambda's own limit for the init phase). */
const INIT_TIMEOUT_MS = 10_000;

/** The secret key of all functions. It signs forms, so pages of other sites must not know it. */
export const FUNCTION_SECRET: string = randomUUID();

const functionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).default({ Variables: {} }),
});
const reply = z.object({ id: z.string(), result: z.unknown().optional(), error: z.string().optional() });

/**
 * Where requests to the internet go: to the real hosts, nowhere, or to a mirror on this machine, which has `https://host/path` at
 * `/host/path`.
 */
export type Outside = 'open' | 'closed' | { mirror: string };

/** The result of an invocation. `error` is what Lambda reports as a function error: thrown, timed out or crashed. */
export type Invocation = { ok: true; result: unknown } | { ok: false; error: string };

/** A function of the template, run from its own bundle. */
export type LambdaFunction = {
  name: string;
  arn: string;
  /** How many invocations are under way. */
  running(): number;
  invoke(event: unknown): Promise<Invocation>;
  stop(): void;
};

/** The template's functions. Their processes start when they are first needed and log to `logs/<function>.log`. */
export function lambdaFunctions(
  template: Template,
  { state, clock, endpoint, outside }: { state: State; clock: Clock; endpoint: string; outside: Outside },
) {
  mkdirSync(state.path('logs'), { recursive: true });
  return template.all('AWS::Lambda::Function', functionProperties).map(({ id, arn, properties }): LambdaFunction => {
    let running = 0;
    const idle: ChildProcess[] = [];
    const all = new Set<ChildProcess>();
    const waiting: (() => void)[] = [];
    const code = template.asset(properties.Code.S3Key);

    const start = () =>
      new Promise<ChildProcess>((resolve, reject) => {
        const log = openSync(state.path('logs', `${id}.log`), 'a');
        const child = fork(fileURLToPath(new URL('./bootstrap.ts', import.meta.url)), {
          cwd: code,
          stdio: ['ignore', log, log, 'ipc'],
          execArgv: ['--enable-source-maps', `--max-old-space-size=${properties.MemorySize}`],
          env: {
            ...properties.Environment.Variables,
            PATH: process.env.PATH,
            TZ: 'UTC',
            AWS_REGION: REGION,
            // The gateway reads the caller from the access key, as IAM would.
            AWS_ACCESS_KEY_ID: id,
            AWS_SECRET_ACCESS_KEY: FUNCTION_SECRET,
            // For all services, so that no call to AWS leaves the machine.
            AWS_ENDPOINT_URL: endpoint,
            AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
            AWS_LAMBDA_FUNCTION_NAME: id,
            LAMBDA_TASK_ROOT: code,
            _HANDLER: properties.Handler,
            BROADSHEET_OUTSIDE: typeof outside === 'string' ? outside : outside.mirror,
            BROADSHEET_CLOCK_OFFSET: String(clock.offset()),
          },
        });
        closeSync(log);
        all.add(child);
        const late = setTimeout(() => child.kill('SIGKILL'), INIT_TIMEOUT_MS);
        child.once('message', () => {
          clearTimeout(late);
          child.off('exit', fail);
          resolve(child);
        });
        const fail = () => reject(new Error('the function did not start'));
        child.once('exit', fail);
        child.once('exit', () => {
          clearTimeout(late);
          all.delete(child);
          if (idle.includes(child)) idle.splice(idle.indexOf(child), 1);
          waiting.shift()?.();
        });
      });

    const acquire = async (): Promise<ChildProcess> => {
      for (;;) {
        const child = idle.pop();
        if (child) return child;
        if (all.size < MAX_INSTANCES) return await start();
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    };

    const run = (child: ChildProcess, event: unknown) =>
      new Promise<Invocation>((resolve) => {
        const request = randomUUID();
        const deadline = Date.now() + properties.Timeout * 1000;
        const timer = setTimeout(
          () => end({ ok: false, error: `Task timed out after ${properties.Timeout} seconds` }, true),
          properties.Timeout * 1000,
        );
        const crashed = () => end({ ok: false, error: 'Runtime exited' }, true);
        const answered = (message: unknown) => {
          const { id: answers, result, error } = reply.parse(message);
          if (answers === request) end(error === undefined ? { ok: true, result } : { ok: false, error }, false);
        };
        const end = (invocation: Invocation, kill: boolean) => {
          clearTimeout(timer);
          child.off('message', answered).off('exit', crashed);
          if (kill) child.kill('SIGKILL');
          else idle.push(child);
          resolve(invocation);
        };
        child.on('message', answered).once('exit', crashed);
        // A process that was killed a moment ago may not have reported its end yet.
        child.send({ id: request, event, deadline, offset: clock.offset() }, (error) => error && crashed());
      });

    return {
      name: id,
      arn,
      running: () => running,
      async invoke(event) {
        running += 1;
        try {
          return await run(await acquire(), event);
        } catch (error) {
          return { ok: false, error: error instanceof Error ? error.message : String(error) };
        } finally {
          running -= 1;
          waiting.shift()?.();
        }
      },
      stop() {
        for (const child of all) child.kill('SIGKILL');
      },
    };
  });
}
