import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** The hosts that a request may go to, and what the last answer said for the next request. */
export type Asked = { hosts: readonly string[]; etag?: string | undefined; lastModified?: string | undefined };

/**
 * The outcome of a request. `later`: the server is busy or cannot be reached, and the same request may succeed later, after
 * `waitMs` if the server said so. `refused`: asking again does not help.
 */
export type Answer =
  | { outcome: 'fetched'; bytes: Uint8Array; etag?: string | undefined; lastModified?: string | undefined }
  | { outcome: 'unchanged' }
  | { outcome: 'later'; says: string; waitMs?: number | undefined }
  | { outcome: 'refused'; says: string };

const LIMITS = { bytes: 50_000_000, ms: 60_000, redirects: 5 };

export type WebOptions = {
  /** Names this deployment, with an address for complaints. */
  userAgent: string;
  now: () => Date;
  resolve?: (host: string) => Promise<{ address: string; family: number }[]>;
  allows?: (address: string) => boolean;
  limits?: typeof LIMITS;
  /** For tests: their own certificate and port. */
  connection?: Pick<RequestOptions, 'ca' | 'port'>;
};

/**
 * Reads public URLs by HTTPS: one connection for each host, one request at a time. The name is resolved before each request, and
 * the connection goes to the very address that was checked. Each redirect is checked like a first URL: only https, only these
 * hosts, only public addresses. An answer may have 50 MB and take 60 s.
 */
export function web({ userAgent, now, resolve = (host) => lookup(host, { all: true }), ...options }: WebOptions) {
  const { allows = isPublic, limits = LIMITS, connection = {} } = options;
  // The `lookup` below gives one address only, so there is no family to select.
  const agent = new Agent({ keepAlive: true, maxSockets: 1, autoSelectFamily: false });

  /**
   * The address to connect to, or why there is none. All addresses of a name must be public: if one is not, the name is an
   * attack.
   */
  async function addressOf(host: string): Promise<{ address: string; family: number } | string> {
    const found = await resolve(host);
    const inside = found.find(({ address }) => !allows(address));
    if (inside) return `${host} resolves to ${inside.address}, which is not a public address`;
    return found[0] ?? `${host} resolves to no address`;
  }

  /** Sends one request and waits for the head of its answer. `pinned` is the address that was checked. */
  function ask(url: URL, asked: Asked, pinned: { address: string; family: number }, signal: AbortSignal) {
    const headers = {
      'User-Agent': userAgent,
      Accept: '*/*',
      'Accept-Encoding': 'gzip',
      ...(asked.etag ? { 'If-None-Match': asked.etag } : {}),
      ...(asked.lastModified ? { 'If-Modified-Since': asked.lastModified } : {}),
    };
    const options: RequestOptions = {
      ...{ agent, headers, signal },
      lookup: (_host, _options, callback) => callback(null, pinned.address, pinned.family),
      ...connection,
    };
    return new Promise<IncomingMessage>((answered, failed) => {
      request(url, options, answered).on('error', failed).end();
    });
  }

  /** Asks one URL. Returns the outcome, or the URL that the answer redirects to. */
  async function hop(url: URL, asked: Asked, signal: AbortSignal): Promise<Answer | URL> {
    const fault = faultOf(url, asked.hosts);
    if (fault) return { outcome: 'refused', says: fault };
    const pinned = await addressOf(url.hostname);
    if (typeof pinned === 'string') return { outcome: 'refused', says: pinned };
    const response = await ask(url, asked, pinned, signal);
    const { statusCode = 0, headers } = response;
    const says = `it answered ${statusCode}`;
    if (statusCode === 304) return discard(response, { outcome: 'unchanged' });
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      const next = URL.parse(headers.location, url.href);
      const noUrl: Answer = { outcome: 'refused', says: `it redirects to ${headers.location}, which is not a URL` };
      return discard<Answer | URL>(response, next ?? noUrl);
    }
    if (statusCode === 429 || statusCode === 408 || statusCode >= 500)
      return discard(response, { outcome: 'later', says, waitMs: waitOf(headers['retry-after'], now()) });
    if (statusCode !== 200) return discard(response, { outcome: 'refused', says });
    const body = await bodyOf(response, limits.bytes);
    if (typeof body === 'string') return { outcome: 'refused', says: body };
    return { outcome: 'fetched', bytes: body, etag: headers.etag, lastModified: headers['last-modified'] };
  }

  return async (address: string, asked: Asked): Promise<Answer> => {
    const signal = AbortSignal.timeout(limits.ms);
    try {
      let url = new URL(address);
      for (let hops = 0; hops <= limits.redirects; hops++) {
        const answer = await hop(url, asked, signal);
        if (!(answer instanceof URL)) return answer;
        url = answer;
      }
      return { outcome: 'refused', says: `it redirects more than ${limits.redirects} times` };
    } catch (error) {
      const said = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return {
        outcome: 'later',
        says: signal.aborted ? `no whole answer in ${limits.ms / 1000} s` : `it cannot be reached (${said})`,
      };
    }
  };
}

/** Why a URL must not be asked, or undefined. */
function faultOf(url: URL, hosts: readonly string[]): string | undefined {
  if (url.protocol !== 'https:') return `${url.origin} is not https`;
  if (url.port !== '' || url.username !== '' || url.password !== '') return `${url.host} has a port or a password in it`;
  if (isIP(url.hostname.replace(/^\[|\]$/g, ''))) return `${url.hostname} is an IP address, not a host name`;
  if (!hosts.includes(url.hostname)) return `it leads to ${url.hostname}, which is not one of its hosts (${hosts.join(', ')})`;
  return undefined;
}

/** Reads no more of a response. Keeps its connection only if the rest of the body is known to be short. */
function discard<T>(response: IncomingMessage, answer: T): T {
  const short = response.statusCode === 304 || Number(response.headers['content-length'] ?? Number.NaN) < 100_000;
  if (short) response.resume();
  else response.destroy();
  return answer;
}

/** The whole body, or why it is not taken. */
async function bodyOf(response: IncomingMessage, most: number): Promise<Uint8Array | string> {
  const tooLong = `its answer has more than ${most / 1_000_000} MB`;
  const encoding = response.headers['content-encoding'] ?? 'identity';
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    length += part.length;
    if (length > most) {
      response.destroy();
      return tooLong;
    }
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') return `its answer is compressed as ${encoding}, and only gzip was asked for`;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const long = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return long ? tooLong : 'its answer cannot be decompressed';
  }
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). A day at most, whatever it says. */
function waitOf(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 86_400_000);
}

/** IPv4 networks without public hosts (IANA IPv4 Special-Purpose Address Registry), multicast, and reserved ones. */
const NOT_PUBLIC: [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/**
 * Parts of 2000::/3, the only routed block of IPv6: protocol assignments (Teredo among them), documentation, and 6to4, which
 * hides an IPv4 address.
 */
const NOT_PUBLIC_6: [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of NOT_PUBLIC_6) refused.addSubnet(network, prefix, 'ipv6');
const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');

/**
 * True if an address is of a public host, so that a request cannot reach what only this machine or its network may reach. Of IPv6
 * only global unicast is public (RFC 4291): no loopback, link-local or unique local address, and none that encodes an IPv4
 * address.
 */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !refused.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && routed.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
