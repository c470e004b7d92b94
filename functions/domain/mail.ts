/** One message to one recipient. */
export type Mail = {
  to: string;
  /** The name in From, if not the list's. */
  sender?: string;
  subject: string;
  html: string;
  text: string;
  headers: { name: string; value: string }[];
  /** SES allows `[A-Za-z0-9_-]{1,256}` in values. */
  tags: Record<string, string>;
};

/** The result of one call of SES. All kinds but `sent` and `unknown` prove that SES accepted nothing. */
export type SendOutcome =
  | { kind: 'sent'; messageId: string }
  /** This recipient or this message is refused for good. */
  | { kind: 'rejected'; code: string }
  /** This message is refused; the answer does not tell whether the sender or this copy is the reason. */
  | { kind: 'refused'; code: string }
  /** The same mail may be tried again now. */
  | { kind: 'busy'; code: string }
  /** SES accepts nothing for a while. */
  | { kind: 'quota' }
  /** SES accepts nothing until somebody repairs what `code` names. */
  | { kind: 'stopped'; code: string }
  /** SES may have accepted the mail, so it is never sent again. */
  | { kind: 'unknown'; code: string };

/** The code of a mail that is rejected because the account is in SES's sandbox and the recipient is not verified. */
export const NOT_VERIFIED = 'RecipientNotVerified';

/** What the SES account may send now (GetAccount). */
export type SesAccount = {
  ratePerSecond: number;
  remainingToday: number;
  /** Share of the daily quota that is used, 0 to 1. */
  usedToday: number;
  enabled: boolean;
  sandbox: boolean;
  /** Why SES did not answer, if all of this is only assumed. */
  unanswered?: string;
};
