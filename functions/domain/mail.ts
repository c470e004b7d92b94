/**
 * Text that many mails share, cut where they differ: literal text at even positions, the name of a value at odd ones. Every
 * mail of an edition holds the same `pieces` object, so that what is made of them can be made once.
 */
export type Shared = { pieces: readonly string[]; values: Readonly<Record<string, string>> };

/** What stands at an odd position of `pieces`. Throws when the mail has no value of that name. */
export function value({ values }: Shared, name: string): string {
  const known = values[name];
  if (known === undefined) throw new RangeError(`no such blank: ${name}`);
  return known;
}

/** The whole text. */
export const filled = (shared: Shared): string =>
  shared.pieces.map((piece, i) => (i % 2 === 0 ? piece : value(shared, piece))).join('');

/** One message to one recipient. `tags` values are limited by SES to `[A-Za-z0-9_-]{1,256}`. */
export type Mail<Text = string> = {
  to: string;
  subject: string;
  html: Text;
  text: Text;
  headers: { name: string; value: string }[];
  tags: Record<string, string>;
};

/**
 * What one call of SES proved. `unknown`: SES may have accepted the mail, so it is never sent again. All others but `sent` prove that
 * it accepted nothing. `busy`: the same mail may be tried again now. `quota`: nothing is accepted for a while. `stopped`: nothing is
 * accepted until somebody cures what `code` names. `rejected`: this recipient or this message is refused for good. `refused`: this
 * message is refused, and the answer does not tell whether the sender or this one copy is the reason.
 */
export type SendOutcome =
  | { kind: 'sent'; messageId: string }
  | { kind: 'rejected'; code: string }
  | { kind: 'refused'; code: string }
  | { kind: 'busy'; code: string }
  | { kind: 'quota' }
  | { kind: 'stopped'; code: string }
  | { kind: 'unknown'; code: string };

/** What the SES account may send now (GetAccount). `usedToday` is the share of its daily quota that is used, 0 to 1. */
export type Account = {
  ratePerSecond: number;
  remainingToday: number;
  usedToday: number;
  enabled: boolean;
  sandbox: boolean;
};
