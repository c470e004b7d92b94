import { Hono } from 'hono';
import type { Site } from '../pages/layout.tsx';
import { type Privacy, privacyPage } from '../pages/privacy.tsx';
import type { RouteContext } from '../route-context.ts';

/** The privacy page. */
export const privacyRoutes = ({ answer }: RouteContext, site: Site, privacy: Privacy): Hono =>
  new Hono().get('/privacy', (c) => {
    c.header('Cache-Control', 'public, max-age=3600');
    return answer.show(c, privacyPage(site, privacy));
  });
