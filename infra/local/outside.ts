import dns from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';

/** A public address, because bundles refuse others. Nothing is ever sent to it. */
const ANYWHERE = [{ address: '9.9.9.9', family: 4 }];

/**
 * Directs all HTTPS of this process to a mirror on this machine, or nowhere, as a firewall around a function does, so the bundles
 * run unchanged. Other requests go to AWS, which is on this machine.
 */
export function redirectHttps(mirror: string | undefined): void {
  const closed = () => Object.assign(new Error('nothing leaves this machine'), { code: 'ENETUNREACH' });
  Object.assign(dns, { lookup: async () => (mirror ? ANYWHERE : Promise.reject(closed())) });
  Object.assign(https, {
    request(
      { hostname, pathname, search }: URL,
      { headers, signal }: RequestOptions,
      answered: (response: IncomingMessage) => void,
    ) {
      if (!mirror) throw closed();
      return http.request(`${mirror}/${hostname}${pathname}${search}`, { headers, signal }, answered);
    },
  });
}
