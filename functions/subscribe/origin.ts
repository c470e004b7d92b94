import type { HonoRequest } from 'hono';

/**
 * Whether a browser sent this form from a page that is not of these sites. A program that is no browser says nothing of where
 * it comes from, and `Referrer-Policy: no-referrer` makes our own pages' Origin `null`: then Sec-Fetch-Site decides.
 */
export function isForeign(request: HonoRequest, origins: readonly string[]): boolean {
  if (request.method !== 'POST') return false;
  const origin = request.header('origin');
  if (origin !== undefined && origin !== 'null') return !origins.includes(origin);
  return ['cross-site', 'same-site'].includes(request.header('sec-fetch-site') ?? '');
}
