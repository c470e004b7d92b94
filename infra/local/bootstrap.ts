/**
 * Runs in a function's process: loads the bundle that the template names and answers invocations from the parent process. It
 * shifts `Date` by the offset that comes with each invocation, so the bundles run unchanged under the cloud's clock, and a moved
 * clock needs no cold start.
 */
import dns from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod/mini';

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

/** A public address, because bundles refuse others. Nothing is ever sent to it. */
const ANYWHERE = [{ address: '9.9.9.9', family: 4 }];

/**
 * Directs all HTTPS of this process to a mirror on this machine, or nowhere, as a firewall around a function does, so the bundles
 * run unchanged. Other requests go to AWS, which is on this machine.
 */
function fence(mirror: string | undefined): void {
  const closed = () => Object.assign(new Error('nothing leaves this machine'), { code: 'ENETUNREACH' });
  Object.assign(dns, { lookup: async () => (mirror ? ANYWHERE : Promise.reject(closed())) });
  Object.assign(https, {
    request(
      { hostname, pathname, search }: URL,
      { headers, signal }: RequestOptions,
      answered: (response: IncomingMessage) => void,
    ) {
      if (!mirror) throw closed();
      return http.request(`${mirror}/${hostname}${pathname}${search}`, { headers, signal }, answered);
    },
  });
}

const { BROADSHEET_OUTSIDE: outside = 'closed' } = process.env;
if (outside !== 'open') fence(outside === 'closed' ? undefined : outside);

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
