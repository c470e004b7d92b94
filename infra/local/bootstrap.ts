/**
 * Runs in a function's process: loads the bundle that the template names and answers invocations from the parent process. It
 * shifts `Date` by the offset that comes with each invocation, so the bundles run unchanged under the cloud's clock, and a moved
 * clock needs no cold start.
 */
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { redirectHttps } from './outside.ts';

const invocation = z.object({
  id: z.string(),
  event: z.unknown(),
  offset: z.number(),
  deadline: z.number(),
});

// Compiling the bundle is half of a cold start here.
enableCompileCache();

const RealDate = Date;
let offset = Number(process.env.BROADSHEET_CLOCK_OFFSET ?? 0);
const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length ? args : [now()], self),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, self) => (key === 'now' ? now : Reflect.get(target, key, self)),
});
RealDate.prototype.constructor = globalThis.Date;

const { BROADSHEET_OUTSIDE: outside = 'closed' } = process.env;
if (outside !== 'open') redirectHttps(outside === 'closed' ? undefined : outside);

// Ends this process when the cloud ends, by whatever signal.
process.on('disconnect', () => process.exit(1));

const [file = '', exported = ''] = (process.env._HANDLER ?? '').split('.');
const bundle: Record<string, unknown> = createRequire(import.meta.url)(join(process.env.LAMBDA_TASK_ROOT ?? '', `${file}.js`));
const handler = bundle[exported];
if (typeof handler !== 'function') throw new Error(`${process.env._HANDLER} is not a function`);

process.on('message', async (message) => {
  const { id, event, offset: current, deadline } = invocation.parse(message);
  offset = current;
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => Math.max(0, deadline - RealDate.now()) };
  try {
    process.send?.({ id, result: await handler(event, context) });
  } catch (error) {
    console.error(error);
    process.send?.({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
});
process.send?.({ ready: true });
