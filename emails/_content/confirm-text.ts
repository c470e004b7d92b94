import { fill, rule } from './plain-text.ts';
import type { PrintableConfirm } from './printable.ts';
import { confirmWords } from './wording.ts';

/** The text part of the confirmation mail. */
export function confirmText(request: PrintableConfirm): string {
  const { publication, confirmUrl } = request;
  const { asked, offer, action, validity, otherwise } = confirmWords(request);
  return `${[
    [rule('='), fill(publication.listName.toUpperCase()), rule('=')].join('\n'),
    fill(asked),
    fill(offer),
    `${action}:\n${confirmUrl}`,
    fill(validity),
    fill(otherwise),
    [rule('-'), fill(publication.publisher), fill(publication.postalAddress)].join('\n'),
  ].join('\n\n')}\n`;
}
