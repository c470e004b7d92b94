/** A command that verifies an address: SES mails a link to it. Once the link is followed, the sandbox sends to this address. */
export const verifyAddress = (address: string) => `aws sesv2 create-email-identity --email-identity ${word(address)}`;

/** A command that asks AWS for production access, for a list that is published at `url`. */
export const askForAccess = (url: string, purpose: string) =>
  `aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url ${word(url)} --use-case-description ${word(purpose)}`;

/** The text that AWS wants with that request (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html). */
export const purposeOf = (listName: string, publisher: string, url: string) =>
  [
    `${listName}, published by ${publisher}, mails a digest of new scientific papers, once a day or once a week, to people who asked`,
    `for it at ${url} and confirmed it by a link in a first mail (double opt-in). Addresses are never bought, shared or imported without`,
    'consent. Every mail names the publisher with a postal address and has a one-click unsubscribe (RFC 8058) that holds at once.',
    'Bounces and complaints reach us through SNS: a permanent bounce or a complaint ends the subscription at once, and all sending',
    'stops by itself at 4 % bounces or 0.08 % complaints. Opens and clicks are not tracked.',
  ].join(' ');

/** Quotes a word for a shell, if it needs quotes. */
const word = (text: string) => (/^[\w@.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
