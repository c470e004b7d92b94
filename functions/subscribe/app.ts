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
import { type ConsentPorts, confirmRoutes } from './routes/confirm.ts';
import { editionRoutes } from './routes/editions.ts';
import { INTERESTS_LIMIT, type InterestPorts, interestRoutes } from './routes/interests.ts';
import { preferencesRoutes } from './routes/preferences.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { type EditionPorts, signUpRoutes } from './routes/sign-up.ts';
import { type SuggestPorts, suggestRoutes } from './routes/suggest.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { type VotePorts, voteRoutes } from './routes/vote.ts';
import type { SignUpPorts } from './sign-up.ts';

/** What the site needs of the world. `suggestions` of papers are taken where there is somewhere to keep them. `failed` is told of every request that failed for a reason that is ours. */
export type SitePorts = SignUpPorts &
  ConsentPorts &
  AccountPorts &
  HistoryPorts &
  EditionPorts &
  VotePorts &
  InterestPorts &
  CapPorts &
  Partial<Pick<SuggestPorts, 'suggestions'>> &
  LinkKeys & { failed(error: unknown): void };

/**
 * `closeZone` dates the editions, which close there at `closeHour`, and is the form's zone where no script can guess a better one. `allowedSites` are origins
 * whose pages may send the sign-up form; `mailsPerHour` is what strangers can cause.
 */
export type SiteConfig = {
  site: Site;
  privacy: Privacy;
  closeZone: string;
  closeHour: number;
  allowedSites: readonly string[];
  mailsPerHour: number;
};

/** Far above what any form here holds but the one that takes a file, far below what could hurt. */
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
  const kit = {
    ...{ answer, links: links(ports), caps: caps(ports, mailsPerHour), words: wordsIn(site.language) },
    ...{ closeZone, closeHour },
  };

  // Long pages without a secret in them. A page with a token is never compressed beside what a stranger wrote (BREACH).
  // First, so that no answer is replaced after it was compressed.
  for (const path of ['/', '/editions/*', '/privacy']) app.use(path, compress());
  guard(app, answer, {
    // A mail program's one click comes from anywhere.
    origins: (path) => (path === '/unsubscribe' ? undefined : [site.publicUrl, ...(path === '/subscribe' ? allowedSites : [])]),
    limit: (path) => (path === '/interests' ? INTERESTS_LIMIT : BODY_LIMIT),
    failed: ports.failed,
  });

  app.route('/', signUpRoutes(ports, kit, allowedSites));
  app.route('/', confirmRoutes(ports, kit));
  app.route('/', unsubscribeRoutes(ports, kit));
  app.route('/', preferencesRoutes(ports, kit));
  app.route('/', accountRoutes(ports, kit));
  app.route('/', voteRoutes(ports, kit));
  app.route('/', interestRoutes(ports, kit));
  app.route('/', editionRoutes(ports, kit, site));
  if (suggestions) app.route('/', suggestRoutes({ ...ports, suggestions }, kit));
  app.route('/', privacyRoutes(kit, site, privacy));
  return app;
}
