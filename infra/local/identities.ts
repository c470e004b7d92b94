import * as z from 'zod';
import type { Template } from './template.ts';

/** SES sends to its simulator from every account, in the sandbox too ("Using the mailbox simulator" in SES's guide). */
const SIMULATOR = 'simulator.amazonses.com';

/** The verified identities, and whether the account is in the sandbox. */
export type Identities = ReturnType<typeof identitiesOf>;

/**
 * The template's domains, as if their DNS were verified. With `sandbox` the account is in the sandbox, and these addresses are
 * verified too.
 */
export function identitiesOf(template: Template, sandbox?: readonly string[]) {
  const domains = template.all('AWS::SES::EmailIdentity', z.unknown()).map(({ ref }) => ref);
  const addresses = (sandbox ?? []).map((address) => address.toLowerCase());

  /** The narrowest verified identity of an address; undefined if there is none. */
  function of(address: string): string | undefined {
    const small = address.toLowerCase();
    const domain = `.${small.slice(small.lastIndexOf('@') + 1)}`;
    return addresses.find((verified) => verified === small) ?? domains.find((verified) => domain.endsWith(`.${verified}`));
  }

  return {
    domains,
    sandbox: sandbox !== undefined,
    addresses,
    of,
    /** Whether SES sends to an address. */
    takes: (to: string) => sandbox === undefined || of(to) !== undefined || to.toLowerCase().endsWith(`@${SIMULATOR}`),
  };
}
