import { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { AccountPorts } from './account.ts';
import { answers } from './answers.ts';
import { type CapPorts, caps } from './caps.ts';
import { guard } from './guard.ts';
import type { HistoryPorts } from './history.ts';
import { type LinkKeys, links } from './links.ts';
import { PUBLIC, type Site, WITH_SUGGESTIONS } from './pages/layout.tsx';
import type { Privacy } from './pages/privacy.tsx';
import { wordsIn } from './pages/words.tsx';
import { accountRoutes } from './routes/account.ts';
import { type ConfirmPorts, confirmRoutes } from './routes/confirm.ts';
import { editionRoutes } from './routes/editions.ts';
import { INTERESTS_LIMIT, type InterestPorts, interestRoutes } from './routes/interests.ts';
import { preferencesRoutes } from './routes/preferences.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { type EditionPorts, signUpRoutes } from './routes/sign-up.ts';
import { type SuggestPorts, suggestRoutes } from './routes/suggest.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { type VotePorts, voteRoutes } from './routes/vote.ts';
import type { SignUpPorts } from './sign-up.ts';

/**
 * What the site needs of the world. Without `suggestions`, nobody can suggest a paper. `failed` gets the error of each request
 * that failed through our fault.
 */
export type SitePorts = SignUpPorts &
  ConfirmPorts &
  AccountPorts &
  HistoryPorts &
  EditionPorts &
  VotePorts &
  InterestPorts &
  CapPorts &
  Partial<Pick<SuggestPorts, 'suggestions'>> &
  LinkKeys & { failed(error: unknown): void };

/** How a deployment configures the site. */
export type SiteConfig = {
  site: Site;
  privacy: Privacy;
  /** The zone in which editions have their days and close. Also the form's zone if no script guesses the reader's. */
  closeZone: string;
  closeHour: number;
  /** Other origins whose pages may send the sign-up form. */
  allowedSites: readonly string[];
  /** Most mails that strangers can cause in an hour. */
  mailsPerHour: number;
};

/**
 * Forms that may come from any origin. Mail programs send one-click requests; a reader who confirms may see a saved page, or one that
 * a translator shows. The tokens in these forms were mailed to one reader, so no other site has them.
 */
const FROM_ANYWHERE = ['/unsubscribe', '/confirm', '/confirm/again'];

/** Bytes. Far more than any form here holds, except the one that takes a file. */
const BODY_LIMIT = 16 * 1024;

/**
 * The public site. GET, HEAD and OPTIONS change nothing on any route: programs that check mail follow every link, and some
 * run scripts. A path is matched exactly as written, so there is one spelling to guard (Ghost CVE-2026-22595).
 */
export function site(ports: SitePorts, config: SiteConfig): Hono {
  const { site, privacy, closeZone, closeHour, allowedSites, mailsPerHour } = config;
  const { suggestions } = ports;
  const app = new Hono();
  const answer = answers(site, suggestions ? WITH_SUGGESTIONS : PUBLIC);
  const context = {
    ...{ answer, links: links(ports), caps: caps(ports, mailsPerHour), words: wordsIn(site.language) },
    ...{ closeZone, closeHour },
  };

  // Only pages without a secret: compressing a token together with what a stranger wrote would leak it (BREACH).
  // First of all, so that nothing replaces an answer after it was compressed.
  for (const path of ['/', '/editions/*', '/privacy']) app.use(path, compress());
  guard(app, answer, {
    origins: (path) =>
      FROM_ANYWHERE.includes(path) ? undefined : [site.publicUrl, ...(path === '/subscribe' ? allowedSites : [])],
    limit: (path) => (path === '/interests' ? INTERESTS_LIMIT : BODY_LIMIT),
    failed: ports.failed,
  });

  app.route('/', signUpRoutes(ports, context, allowedSites));
  app.route('/', confirmRoutes(ports, context));
  app.route('/', unsubscribeRoutes(ports, context));
  app.route('/', preferencesRoutes(ports, context));
  app.route('/', accountRoutes(ports, context));
  app.route('/', voteRoutes(ports, context));
  app.route('/', interestRoutes(ports, context));
  app.route('/', editionRoutes(ports, context, site));
  if (suggestions) app.route('/', suggestRoutes({ ...ports, suggestions }, context));
  app.route('/', privacyRoutes(context, site, privacy));
  return app;
}
