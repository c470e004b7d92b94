import { Hono } from 'hono';
import type { Kit } from '../kit.ts';
import type { Site } from '../pages/layout.tsx';
import { type Privacy, privacyPage } from '../pages/privacy.tsx';

/** What is stored about readers: told before anybody signs up. */
export const privacyRoutes = ({ answer }: Kit, site: Site, privacy: Privacy): Hono =>
  new Hono().get('/privacy', (c) => {
    c.header('Cache-Control', 'public, max-age=3600');
    return answer.show(c, privacyPage(site, privacy));
  });
