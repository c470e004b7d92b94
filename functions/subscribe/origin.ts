import type { HonoRequest } from 'hono';

/**
 * True if a browser sent this form from a page of another site. Without an Origin, Sec-Fetch-Site decides: other programs send
 * neither, and `Referrer-Policy: no-referrer` makes the Origin of our own pages `null`.
 */
export function isForeign(request: HonoRequest, origins: readonly string[]): boolean {
  if (request.method !== 'POST') return false;
  const origin = request.header('origin');
  if (origin !== undefined && origin !== 'null') return !origins.includes(origin);
  return ['cross-site', 'same-site'].includes(request.header('sec-fetch-site') ?? '');
}
