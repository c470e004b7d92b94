import type { Mail } from '../domain/mail.ts';
import type { Reader } from '../domain/reader.ts';
import type { OwnLinks, Rendered } from './copies.ts';

/** How the headers of a mail name the list. */
export type List = { name: string; domain: string; archiveUrl: string };

/**
 * One reader's copy as a mail. Headers follow RFC 8058 (one-click), RFC 2919 (List-Id) and RFC 3834 (Auto-Submitted); the tags
 * let an event of SES find the copy's row in the ledger.
 */
export function digestMail(
  { address, readerId }: Reader,
  edition: string,
  rendered: Rendered,
  { unsubscribeUrl, unsubscribeMail, preferencesUrl }: OwnLinks,
  list: List,
): Mail {
  return {
    to: address,
    ...(edition.endsWith('-week') && { sender: `${list.name} Weekly` }),
    ...rendered,
    headers: [
      {
        name: 'List-Unsubscribe',
        // The URL first: a mail program that can do both takes the first.
        value: `<${unsubscribeUrl}>${unsubscribeMail ? `, <mailto:${unsubscribeMail}?subject=unsubscribe>` : ''}`,
      },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      { name: 'List-Id', value: listId(list) },
      { name: 'List-Help', value: `<${preferencesUrl}>` },
      { name: 'List-Archive', value: `<${list.archiveUrl}>` },
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Auto-Response-Suppress', value: 'OOF, AutoReply' },
    ],
    tags: { kind: 'digest', edition, reader: readerId },
  };
}

/** A header takes printable ASCII only, so a name in another script is left out here: the From line has it. */
function listId({ name, domain }: Pick<List, 'name' | 'domain'>): string {
  const phrase = /^[\w .'-]{1,100}$/.test(name) ? `${name} ` : '';
  return `${phrase}<digest.${domain}>`;
}
