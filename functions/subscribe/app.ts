import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { answers } from './answers.ts';
import { type EditionPorts, editionRoutes } from './edition-routes.ts';
import { type LinkPorts, linkRoutes } from './link-routes.ts';
import type { Publication } from './pages/layout.ts';
import { type SignUpRoutePorts, signUpRoutes } from './sign-up-routes.ts';

/** What the site needs of the world. `failed` is told of every request that failed for a reason that is ours. */
export type SitePorts = SignUpRoutePorts & LinkPorts & EditionPorts & { failed(error: unknown): void };

/** `houseZone` dates the editions, and is the form's zone where no script can guess a better one. */
export type SiteConfig = { publication: Publication; houseZone: string };

/** Far above what any form here holds, far below what could hurt. */
const BODY_LIMIT = 16 * 1024;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * The public site. GET, HEAD and OPTIONS change nothing on any route: programs that check mail follow every link, and some
 * run scripts. A path is matched exactly as written, so there is one spelling to guard (Ghost CVE-2026-22595).
 */
export function site(ports: SitePorts, { publication, houseZone }: SiteConfig): Hono {
  const app = new Hono();
  const answer = answers(publication);

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    await next();
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
  app.use(
    bodyLimit({
      maxSize: BODY_LIMIT,
      onError: (c) => answer.problem(c, 413, 'Too much at once', 'That is more than a form here can hold.'),
    }),
  );

  app.route('/', signUpRoutes(ports, answer, houseZone));
  app.route('/', linkRoutes(ports, answer));
  app.route('/', editionRoutes(ports, answer, houseZone));

  app.notFound((c) => answer.problem(c, 404, 'No such page', 'Perhaps the address was cut off or mistyped.'));
  app.onError((error, c) => {
    ports.failed(error);
    for (const [name, value] of Object.entries({ ...HEADERS, 'Retry-After': '60' })) c.header(name, value);
    return answer.problem(c, 503, 'Something is broken here', 'It is our fault, not yours. Please try again in a minute.');
  });
  return app;
}
