import type { Resolver } from 'node:dns/promises';
import type { Config } from '../../config.ts';
import { Failure } from './command.ts';

/** The DNS look-ups that a deployment needs. */
export type Dns = Pick<Resolver, 'resolveTxt' | 'resolveMx'>;

/** Error codes for a name or a type of record that DNS does not have. */
const NONE = ['ENOTFOUND', 'ENODATA'];

/** The answer of DNS, or `nothing` if there is no such record. Rejects if DNS does not answer. */
export const ifAny = <T>(answer: Promise<T>, nothing: T): Promise<T> =>
  answer.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && NONE.includes(String(error.code))) return nothing;
    throw error;
  });

/** The DMARC record that applies to a domain now: its own, or that of a parent domain (RFC 7489, 6.6.3). */
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

/** The DMARC policy that a deployment publishes, and a sentence about it. */
export type DmarcChoice = { dmarc: Config['dmarc']; says: string };

/**
 * Chooses the DMARC policy so that no existing record is replaced or doubled. `said` is the option; `ours` is the policy in the
 * record that the deployed stack made for this domain. Throws a `Failure` if the option asks for a second record, or DNS does not
 * answer.
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
    throw new Failure(
      `DNS does not answer whether ${domain} has a DMARC record (${why}). Try again, or say --dmarc off.`,
      1,
      cause,
    );
  });
  if (!found) return { dmarc: wish ?? 'none', says: `${domain} has no record: p=${wish ?? 'none'} is written` };
  if (wish && found.name === `_dmarc.${domain}`)
    throw new Failure(
      `${found.name} has a DMARC record already (${found.record}), and a second one would make both void. Change that one instead.`,
      2,
    );
  if (wish) return { dmarc: wish, says: `p=${wish} is written, below ${found.name}` };
  return { dmarc: 'off', says: `${found.name} has it (${found.record}): none is written` };
}
