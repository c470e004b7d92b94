import type { Context } from 'hono';
import * as z from 'zod';
import { CHANGES_PER_DAY, capKey, hourlyCaps, networkOf, SEARCHES_PER_HOUR, windowEnd } from '../domain/caps.ts';

/** What counting needs of the world. */
export type CapPorts = {
  caps: { count(key: string, until: Date): Promise<number> };
  addressKey(): Promise<Uint8Array>;
  now(): Date;
};

export type Caps = ReturnType<typeof caps>;

/** The IP address that API Gateway saw. Headers that name another one are ignored. */
const event = z.object({ requestContext: z.object({ http: z.object({ sourceIp: z.string() }) }) });

/**
 * Counts requests that can cause a mail or a change. Each function answers how many seconds to wait, 0 if the request may go on.
 * None looks whether an address is known, so known and unknown ones look alike.
 */
export function caps({ caps: counters, addressKey, now }: CapPorts, perHour: number) {
  const limits = hourlyCaps(perHour);

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
      // The network is counted first: what it is refused does not count against the domain or the whole site.
      const seconds = network ? await over('network', network, limits.network) : 0;
      if (seconds > 0) return seconds;
      const domain = email?.slice(email.lastIndexOf('@') + 1);
      return (domain ? await over('domain', domain, limits.domain) : 0) || over('all', '', limits.all);
    },

    /** A suggestion of a paper: five an hour from a network, fifty an hour in all, as many as an editor can read. */
    async suggestion(c: Context): Promise<number> {
      const network = networkOf(event.safeParse(c.env).data?.requestContext.http.sourceIp ?? '');
      return (network ? await over('network', `suggest ${network}`, 5) : 0) || over('all', 'suggest', 50);
    },

    /** A change of preferences or interests. Days are those of UTC. */
    change: (readerId: string): Promise<number> => over('reader', readerId, CHANGES_PER_DAY, 24),

    /** A search by a reader. It reads the papers of a week. */
    search: (readerId: string): Promise<number> => over('search', readerId, SEARCHES_PER_HOUR),
  };
}
