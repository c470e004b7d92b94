import { type Edition, fill, type Parts } from '../domain/edition.ts';
import type { Mail } from '../domain/mail.ts';
import type { Reader } from '../domain/reader.ts';
import { longDate } from '../domain/schedule.ts';

/** What names the list in the headers of its mails. */
export type List = { name: string; domain: string };

/**
 * One reader's copy: the edition's parts with this reader's date and unsubscribe link. Headers follow RFC 8058 (one-click),
 * RFC 2919 (List-Id) and RFC 3834 (Auto-Submitted); the tags let an event of SES find the copy's row in the ledger.
 */
export function digestMail(reader: Reader, edition: Edition, batch: number, parts: Parts, unsubscribe: string, list: List): Mail {
  const values = { unsubscribe, date: longDate(new Date(edition.windowEnd), reader.preferences?.zone ?? 'UTC') };
  return {
    to: reader.address,
    subject: fill(parts.subject, values),
    html: fill(parts.html, values),
    text: fill(parts.text, values),
    headers: [
      { name: 'List-Unsubscribe', value: `<${unsubscribe}>` },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      { name: 'List-Id', value: listId(list) },
      { name: 'Precedence', value: 'bulk' },
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Auto-Response-Suppress', value: 'OOF, AutoReply' },
    ],
    tags: { kind: 'digest', edition: edition.id, batch: String(batch), reader: reader.readerId },
  };
}

/** A header takes printable ASCII only, so a name in another script is left to the From line. */
function listId({ name, domain }: List): string {
  const phrase = /^[\w .'-]{1,100}$/.test(name) ? `${name} ` : '';
  return `${phrase}<digest.${domain}>`;
}
