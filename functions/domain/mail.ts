/** One message to one recipient. `tags` values are limited by SES to `[A-Za-z0-9_-]{1,256}`. */
export type Mail = {
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: { name: string; value: string }[];
  tags: Record<string, string>;
};

/**
 * What one call of SES proved. `busy`: nothing was accepted, the same claim may try again. `quota`: nothing was accepted
 * and nothing will be for a while. `stopped`: the account or identity may not send at all. `rejected`: this message is
 * refused for good. `unknown`: SES may have accepted it, so it is never sent again.
 */
export type SendOutcome =
  | { kind: 'sent'; messageId: string }
  | { kind: 'rejected'; code: string }
  | { kind: 'busy'; code: string }
  | { kind: 'quota' }
  | { kind: 'stopped'; code: string }
  | { kind: 'unknown'; code: string };

/** What the SES account may send now (GetAccount). */
export type Account = { ratePerSecond: number; remainingToday: number; enabled: boolean; sandbox: boolean };
