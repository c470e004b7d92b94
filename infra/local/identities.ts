import * as z from 'zod';
import type { Template } from './template.ts';

/** Takes mail from everybody, also in the sandbox ("Using the mailbox simulator" in SES's guide). */
const SIMULATOR = 'simulator.amazonses.com';

/** What SES has verified, and whether the account is in its sandbox. */
export type Identities = ReturnType<typeof identitiesOf>;

/** The template's domains, as if their DNS stood. With `sandbox` the account is in it, and these addresses are verified besides. */
export function identitiesOf(template: Template, sandbox?: readonly string[]) {
  const domains = template.all('AWS::SES::EmailIdentity', z.unknown()).map(({ ref }) => ref);
  const addresses = (sandbox ?? []).map((address) => address.toLowerCase());

  /** The identity by which SES judges an address, the narrowest one; undefined when none is verified. */
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
