import type { Context } from 'hono';
import * as z from 'zod';
import { CHANGES_PER_DAY, capKey, networkOf, SEARCHES_PER_HOUR, shares, windowEnd } from '../domain/caps.ts';

/** What counting needs of the world. */
export type CapPorts = {
  caps: { count(key: string, until: Date): Promise<number> };
  addressKey(): Promise<Uint8Array>;
  now(): Date;
};

export type Caps = ReturnType<typeof caps>;

/** Where API Gateway says a request came from; what the request itself says of that counts for nothing. */
const event = z.object({ requestContext: z.object({ http: z.object({ sourceIp: z.string() }) }) });

/**
 * Counts requests that may cause a mail or change a wish. Each answers how many seconds to wait, 0 for none. Nothing here asks whether
 * an address is known, so known and unknown ones look alike.
 */
export function caps({ caps: counters, addressKey, now }: CapPorts, perHour: number) {
  const limits = shares(perHour);

  async function over(what: keyof typeof limits | 'reader' | 'search', value: string, limit: number, hours = 1): Promise<number> {
    const at = now();
    const until = windowEnd(at, hours);
    const n = await counters.count(capKey(await addressKey(), what, `${hours} ${value}`), until);
    return n > limit ? Math.ceil((until.getTime() - at.getTime()) / 1000) : 0;
  }

  return {
    /** A mail to this address, or to the reader of a token. */
    async mail(c: Context, email?: string): Promise<number> {
      const network = networkOf(event.safeParse(c.env).data?.requestContext.http.sourceIp ?? '');
      // First and alone, so that one network cannot use up what is there for all.
      const seconds = network ? await over('network', network, limits.network) : 0;
      if (seconds > 0) return seconds;
      const domain = email?.slice(email.lastIndexOf('@') + 1);
      return (domain ? await over('domain', domain, limits.domain) : 0) || over('all', '', limits.all);
    },

    /** A suggestion of a paper: five an hour from a network, fifty in all, which an editor can read. */
    async suggestion(c: Context): Promise<number> {
      const network = networkOf(event.safeParse(c.env).data?.requestContext.http.sourceIp ?? '');
      return (network ? await over('network', `suggest ${network}`, 5) : 0) || over('all', 'suggest', 50);
    },

    /** A change of a reader's wishes. Days are those of UTC. */
    change: (readerId: string): Promise<number> => over('reader', readerId, CHANGES_PER_DAY, 24),

    /** A search of a reader's, which reads the papers of a week. */
    search: (readerId: string): Promise<number> => over('search', readerId, SEARCHES_PER_HOUR),
  };
}
