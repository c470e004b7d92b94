import { headerRules } from './headers.ts';
import { partRules } from './parts.ts';
import type { Rule } from './rule.ts';

/**
 * What any mail must keep, whoever sends it by whatever service: the RFCs, the rules of the big mailbox providers, and a
 * reader's wish not to be followed. `local`: links to this machine may be http.
 */
export const rulesForAll = ({ local = false }: { local?: boolean } = {}): Rule[] => [...headerRules(local), ...partRules(local)];
