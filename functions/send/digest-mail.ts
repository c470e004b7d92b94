import type { Blank, Edition, Parts } from '../domain/edition.ts';
import { filled, type Mail, type Shared } from '../domain/mail.ts';
import type { Reader } from '../domain/reader.ts';
import { longDate, shortDate } from '../domain/schedule.ts';

/** What names the list in the headers of its mails, and how it writes dates. */
export type List = { name: string; domain: string; language: string };

/** What leads from a reader's own copy: whole URLs, each with a token, and the token of the links that vote. */
export type Links = { unsubscribe: string; preferences: string; vote: string };

/**
 * One reader's copy: the edition's parts with this reader's dates and links. Headers follow RFC 8058 (one-click),
 * RFC 2919 (List-Id) and RFC 3834 (Auto-Submitted); the tags let an event of SES find the copy's row in the ledger.
 */
export function digestMail(
  reader: Reader,
  edition: Edition,
  batch: number,
  parts: Parts,
  links: Links,
  list: List,
): Mail<Shared> {
  const values: Record<Blank, string> = { ...links, ...datesOf(edition, reader.preferences?.zone ?? 'UTC', list.language) };
  return {
    to: reader.address,
    subject: filled({ pieces: parts.subject, values }),
    html: { pieces: parts.html, values },
    text: { pieces: parts.text, values },
    headers: [
      { name: 'List-Unsubscribe', value: `<${links.unsubscribe}>` },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      { name: 'List-Id', value: listId(list) },
      { name: 'Precedence', value: 'bulk' },
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Auto-Response-Suppress', value: 'OOF, AutoReply' },
    ],
    tags: { kind: 'digest', edition: edition.id, batch: String(batch), reader: reader.readerId },
  };
}

/** Formatting a date costs as much as all else here, and an edition's readers live in few zones. */
function datesOf(edition: Edition, zone: string, language: string): Dates {
  const known = dates.get(edition) ?? new Map<string, Dates>();
  dates.set(edition, known);
  const at = new Date(edition.windowEnd);
  const made = known.get(zone) ?? { date: longDate(at, zone, language), day: shortDate(at, zone, language) };
  known.set(zone, made);
  return made;
}
type Dates = Pick<Record<Blank, string>, 'date' | 'day'>;
const dates = new WeakMap<Edition, Map<string, Dates>>();

/** A header takes printable ASCII only, so a name in another script is left to the From line. */
function listId({ name, domain }: List): string {
  const phrase = /^[\w .'-]{1,100}$/.test(name) ? `${name} ` : '';
  return `${phrase}<digest.${domain}>`;
}
