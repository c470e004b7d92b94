/** One message to one recipient. `sender` is the name it comes from, if not the list's own. `tags` values are limited by SES to `[A-Za-z0-9_-]{1,256}`. */
export type Mail = {
  to: string;
  sender?: string;
  subject: string;
  html: string;
  text: string;
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

/** The code of a mail that is rejected because the account is in SES's sandbox, and its recipient is not verified. */
export const NOT_VERIFIED = 'RecipientNotVerified';

/**
 * What the SES account may send now (GetAccount). `usedToday` is the share of its daily quota that is used, 0 to 1; `unanswered` why SES
 * did not tell, where this is only assumed.
 */
export type SesAccount = {
  ratePerSecond: number;
  remainingToday: number;
  usedToday: number;
  enabled: boolean;
  sandbox: boolean;
  unanswered?: string;
};
