import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { AccountPorts } from './account.ts';
import { answers } from './answers.ts';
import { type CapPorts, caps } from './caps.ts';
import type { FatePorts } from './fates.ts';
import { type LinkKeys, links } from './links.ts';
import { isForeign } from './origin.ts';
import type { Site } from './pages/layout.ts';
import type { Privacy } from './pages/privacy.ts';
import { wordsIn } from './pages/words.ts';
import { accountRoutes } from './routes/account.ts';
import { type ConsentPorts, confirmRoutes } from './routes/confirm.ts';
import { editionRoutes } from './routes/editions.ts';
import { INTERESTS_LIMIT, type InterestPorts, interestRoutes } from './routes/interests.ts';
import { preferencesRoutes } from './routes/preferences.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { type EditionPorts, signUpRoutes } from './routes/sign-up.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { type VotePorts, voteRoutes } from './routes/vote.ts';
import type { SignUpPorts } from './sign-up.ts';

/** What the site needs of the world. `failed` is told of every request that failed for a reason that is ours. */
export type SitePorts = SignUpPorts &
  ConsentPorts &
  AccountPorts &
  FatePorts &
  EditionPorts &
  VotePorts &
  InterestPorts &
  CapPorts &
  LinkKeys & { failed(error: unknown): void };

/**
 * `houseZone` dates the editions, which close there at `houseHour`, and is the form's zone where no script can guess a better one. `allowedSites` are origins
 * whose pages may send the sign-up form; `mailsPerHour` is what strangers can cause.
 */
export type SiteConfig = {
  site: Site;
  privacy: Privacy;
  houseZone: string;
  houseHour: number;
  allowedSites: readonly string[];
  mailsPerHour: number;
};

/** Far above what any form here holds but the one that takes a file, far below what could hurt. */
const BODY_LIMIT = 16 * 1024;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * The public site. GET, HEAD and OPTIONS change nothing on any route: programs that check mail follow every link, and some
 * run scripts. A path is matched exactly as written, so there is one spelling to guard (Ghost CVE-2026-22595).
 */
export function site(ports: SitePorts, { site, privacy, houseZone, houseHour, allowedSites, mailsPerHour }: SiteConfig): Hono {
  const app = new Hono();
  const answer = answers(site);
  const kit = {
    ...{ answer, links: links(ports), caps: caps(ports, mailsPerHour), words: wordsIn(site.language) },
    ...{ houseZone, houseHour },
  };

  // Long pages without a secret in them. A page with a token is never compressed beside what a stranger wrote (BREACH).
  // First, so that no answer is replaced after it was compressed.
  for (const path of ['/', '/editions/*', '/privacy']) app.use(path, compress());
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    const foreign = isForeign(c.req, [site.publicUrl, ...(c.req.path === '/subscribe' ? allowedSites : [])]);
    // A mail program's one click comes from anywhere.
    if (!foreign || c.req.path === '/unsubscribe') return next();
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
  const upTo = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: (c) => answer.problem(c, 413, 'Too much at once', 'That is more than a form here can hold.'),
    });
  const [usual, withFile] = [upTo(BODY_LIMIT), upTo(INTERESTS_LIMIT)];
  app.use((c, next) => (c.req.path === '/interests' ? withFile : usual)(c, next));

  app.route('/', signUpRoutes(ports, kit, allowedSites));
  app.route('/', confirmRoutes(ports, kit));
  app.route('/', unsubscribeRoutes(ports, kit));
  app.route('/', preferencesRoutes(ports, kit));
  app.route('/', accountRoutes(ports, kit));
  app.route('/', voteRoutes(ports, kit));
  app.route('/', interestRoutes(ports, kit));
  app.route('/', editionRoutes(ports, kit, site));
  app.route('/', privacyRoutes(kit, site, privacy));

  app.notFound((c) => answer.problem(c, 404, 'No such page', 'Perhaps the address was cut off or mistyped.'));
  app.onError((error, c) => {
    ports.failed(error);
    for (const [name, value] of Object.entries({ ...HEADERS, 'Retry-After': '60' })) c.header(name, value);
    return answer.problem(c, 503, 'Something is broken here', 'It is our fault, not yours. Please try again in a minute.');
  });
  return app;
}
