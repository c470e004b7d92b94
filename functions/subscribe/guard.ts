import type { Context, Env, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Answers } from './answers.ts';
import { isForeign } from './origin.ts';

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
};

/** Adds to an app what applies to all requests, before any route. */
export function guard<E extends Env>(
  app: Hono<E>,
  answer: Answers,
  rules: {
    /** The origins whose pages may send a form to this path, undefined for all. */
    origins(path: string): readonly string[] | undefined;
    /** The most bytes of a request's body. */
    limit(path: string): number;
    /** Gets the error of each request that failed through our fault. */
    failed(error: unknown): void;
  },
): void {
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    const origins = rules.origins(c.req.path);
    if (!origins || !isForeign(c.req, origins)) return next();
    return answer.problem(c, 403, 'Not from there', 'This form was sent by a page of another site. Please use the form here.');
  });
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed(c, methods) {
        c.header('Allow', methods.join(', '));
        return answer.problem(c, 405, 'Not that way', 'This address does not take that kind of request.');
      },
    }),
  );
  const tooMuch = (c: Context) => answer.problem(c, 413, 'Too much at once', 'That is more than a form here can hold.');
  app.use((c, next) => bodyLimit({ maxSize: rules.limit(c.req.path), onError: tooMuch })(c, next));
  app.notFound((c) => answer.problem(c, 404, 'No such page', 'Perhaps the address was cut off or mistyped.'));
  app.onError((error, c) => {
    rules.failed(error);
    for (const [name, value] of Object.entries({ ...HEADERS, 'Retry-After': '60' })) c.header(name, value);
    return answer.problem(c, 503, 'Something is broken here', 'It is our fault, not yours. Please try again in a minute.');
  });
}
