import { accessesOf } from './access.ts';
import type { Gate } from './gateway.ts';
import type { Identities } from './identities.ts';
import type { Permissions } from './permissions.ts';
import { accessDenied } from './stand-in.ts';

/**
 * Judges every call of a function by its role. Other access keys are the operator's and the cloud's own, and pass. What
 * a function asks for and may not have is told on the console once, in one sentence, which is added to `refused`.
 */
export function iamGate(identities: Identities, permissions: Permissions, refused: Set<string>): Gate {
  return async (caller, service, call) => {
    const role = permissions.roles.get(caller);
    if (!role) return undefined;
    const refuse = (action: string, resource: string, reason: string) => {
      const sentence = `${caller} may not ${action} on ${resource}: ${reason}.`;
      if (!refused.has(sentence)) console.error(sentence);
      refused.add(sentence);
      return accessDenied(service, `${role} is not authorized to perform: ${action} on resource: ${resource} (${reason})`);
    };
    const wanted = accessesOf(service, call, identities);
    if (wanted.length === 0) {
      return refuse(`${call.method} ${call.path}`, service, 'infra/local/access.ts does not know what such a call needs');
    }
    for (const access of wanted) {
      const decision = await permissions.decide(role, access);
      if (decision === 'ExplicitlyDenied') return refuse(access.action, access.resource, 'a policy forbids it');
      if (decision === 'ImplicitlyDenied') return refuse(access.action, access.resource, 'no policy allows it');
    }
    return undefined;
  };
}
