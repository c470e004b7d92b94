import type { ReadMail } from './read-mail.ts';

/** One thing that is wrong with a mail, and what to do about it. */
export type Finding = { rule: string; where: string; wrong: string; cure: string };

/** `wrong` says each thing that breaks the rule. `cure` names the source of the rule too. */
export type Rule = { rule: string; where: string; cure: string; wrong(mail: ReadMail): string[] };

/** What the rules find, in their order. */
export const check = (mail: ReadMail, rules: readonly Rule[]): Finding[] =>
  rules.flatMap(({ rule, where, cure, wrong }) => wrong(mail).map((what) => ({ rule, where, wrong: what, cure })));

/** Says `wrong` unless it holds. */
export const unless = (holds: boolean, wrong: string): string[] => (holds ? [] : [wrong]);

/** Mail to many: what says so makes the rules for lists apply. */
export const isBulk = (mail: ReadMail): boolean =>
  ['list-id', 'list-unsubscribe', 'list-unsubscribe-post'].some((name) => mail.header(name).length > 0) ||
  mail.header('precedence').some((value) => /^(bulk|list)$/i.test(value));

/** The first words of a value, for a sentence. */
export const short = (value: string) => (value.length > 80 ? `${value.slice(0, 79)}…` : value);
/** A value as a finding shows it. */
export const quoted = (value: string | undefined) => (value ? `“${short(value)}”` : 'missing');

/** Whether this is https without a user; with `local`, http to this machine will do. */
export function isSafe(uri: string, local: boolean): boolean {
  const url = URL.parse(uri);
  if (!url || url.username || /\s/.test(uri)) return false;
  return url.protocol === 'https:' || (local && url.protocol === 'http:' && /^(127\.0\.0\.1|localhost)$/.test(url.hostname));
}
