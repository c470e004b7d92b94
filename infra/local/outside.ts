import dns from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';

/** Where requests to the internet go: to the real hosts, to a mirror on this machine, or nowhere. */
export type Outside = 'open' | 'closed' | { mirror: string };

/** A public address, because bundles refuse others. Nothing is ever sent to it. */
const ANYWHERE = [{ address: '9.9.9.9', family: 4 }];

/** The mirror's address for `url`: `https://host/path?query` is at `/host/path?query`. */
const mirrored = (mirror: string, url: URL) => `${mirror}/${url.hostname}${url.pathname}${url.search}`;

/**
 * Directs all HTTPS of this process, as a firewall around a function does, so the bundles run unchanged. Other requests go to
 * AWS, which is on this machine.
 */
export function fence(outside: Outside): void {
  if (outside === 'open') return;
  const closed = () => Object.assign(new Error('nothing leaves this machine'), { code: 'ENETUNREACH' });
  const mirror = outside === 'closed' ? undefined : outside.mirror;
  Object.assign(dns, { lookup: async () => (mirror ? ANYWHERE : Promise.reject(closed())) });
  Object.assign(https, {
    request(url: URL, { headers, signal }: RequestOptions, answered: (response: IncomingMessage) => void) {
      if (!mirror) throw closed();
      return http.request(mirrored(mirror, url), { headers, signal }, answered);
    },
  });
}
