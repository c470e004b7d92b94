import type { Resolver } from 'node:dns/promises';
import type { Config } from '../../config.ts';
import { Failure } from './command.ts';

/** The look-ups of DNS that a deployment needs: Node's own, or a test's. */
export type Dns = Pick<Resolver, 'resolveTxt' | 'resolveMx'>;

/** Codes of a name, or a type of record, that is not in DNS. */
const NONE = ['ENOTFOUND', 'ENODATA'];

/** The answer of DNS, or `nothing` when the name has none. Rejects when DNS does not answer. */
export const ifAny = <T>(answer: Promise<T>, nothing: T): Promise<T> =>
  answer.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && NONE.includes(String(error.code))) return nothing;
    throw error;
  });

/** The DMARC record that holds for a domain today: its own, or that of a domain above it (RFC 7489, 6.6.3). */
async function dmarcOf(domain: string, { resolveTxt }: Dns): Promise<{ name: string; record: string } | undefined> {
  const labels = domain.split('.');
  for (let above = 0; above < labels.length - 1; above++) {
    const name = ['_dmarc', ...labels.slice(above)].join('.');
    const records = await ifAny(resolveTxt(name), []);
    const record = records.map((parts) => parts.join('')).find((text) => /^v=DMARC1\b/i.test(text));
    if (record) return { name, record };
  }
  return undefined;
}

/** What a deployment does about DMARC, and the sentence that says so. */
export type DmarcChoice = { dmarc: Config['dmarc']; says: string };

/**
 * Never writes a record over or beside one that is there. `said` is what the publisher asks for; `ours` what the deployed stack has for this
 * domain, whose record is its own. Throws a sentence when the two cannot be had together.
 */
export async function chooseDmarc(
  domain: string,
  { said, ours, dns }: { said?: string | undefined; ours?: string | undefined; dns: Dns },
): Promise<DmarcChoice> {
  const wish = said === 'quarantine' || said === 'none' ? said : undefined;
  if (said === 'off' || (!said && ours === 'off')) return { dmarc: 'off', says: 'none is written' };
  if (ours === 'none' || ours === 'quarantine') {
    const dmarc = wish ?? ours;
    return { dmarc, says: `p=${dmarc}, as Broadsheet's own record` };
  }
  const found = await dmarcOf(domain, dns).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`DNS does not say whether ${domain} has DMARC (${why}). Try again, or say --dmarc off.`, 1, cause);
  });
  if (!found) return { dmarc: wish ?? 'none', says: `${domain} has none: p=${wish ?? 'none'} is written` };
  if (wish && found.name === `_dmarc.${domain}`)
    throw new Failure(
      `${found.name} has a DMARC record already (${found.record}), and two would make both void: change that one.`,
      2,
    );
  if (wish) return { dmarc: wish, says: `p=${wish} is written, below ${found.name}` };
  return { dmarc: 'off', says: `${found.name} has it (${found.record}): none is written` };
}
