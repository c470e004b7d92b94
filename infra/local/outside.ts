import dns from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';

/** Where requests to the world go: out, to a mirror on this machine, or nowhere. */
export type Outside = 'open' | 'closed' | { mirror: string };

/** An address that is public, so that a bundle takes it; nothing is ever sent there. */
const ANYWHERE = [{ address: '9.9.9.9', family: 4 }];

/** The address of this machine at which a mirror has what stands at `url`: `https://host/path?query` is at `/host/path?query`. */
const mirrored = (mirror: string, url: URL) => `${mirror}/${url.hostname}${url.pathname}${url.search}`;

/**
 * Decides for this process where HTTPS leads, as a firewall does around a function: the bundles run unchanged. Everything else they ask
 * is AWS, which is on this machine.
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
