import type { Context } from 'hono';
import { isLinkValid } from '../domain/address-change.ts';
import type { Reader } from '../domain/reader.ts';
import type { Markup } from './pages/layout.tsx';
import type { RouteContext } from './route-context.ts';

/**
 * Makes a function that verifies the token of a link to an account. It answers the reader and the token, or the response that
 * refuses. `typed` is shown where a link has expired, so that nothing typed is lost.
 */
export function accountLink(
  readers: { get(readerId: string): Promise<Reader | undefined> },
  { answer, links }: Pick<RouteContext, 'answer' | 'links'>,
) {
  return async (c: Context, token: string, typed?: Markup) => {
    const grant = await links.verify('account', token);
    const advice = 'For your safety it works for one hour. Ask for a new one under “Your subscription”, below.';
    if (!grant.ok)
      return {
        refused: await (grant.reason === 'expired' ? answer.gone(c, 'This link has expired', advice, typed) : answer.badLink(c)),
      };
    const reader = await readers.get(grant.subject);
    return isLinkValid(reader, grant.generation) ? { reader, token } : { refused: await answer.badLink(c) };
  };
}
