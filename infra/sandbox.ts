/** The commands by which an operator tries things in SES's sandbox and leaves it. */

/** Has SES mail a link to this address; once it is followed, the sandbox takes mail for it. */
export const verifyAddress = (address: string) => `aws sesv2 create-email-identity --email-identity ${word(address)}`;

/** Asks AWS for production access, for a list that is published at `url`. */
export const askForAccess = (url: string, purpose: string) =>
  `aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url ${word(url)} --use-case-description ${word(purpose)}`;

/** What AWS wants to know (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html). */
export const purposeOf = (listName: string, publisher: string, url: string) =>
  [
    `${listName}, published by ${publisher}, mails a digest of new scientific papers, once a day or once a week, to people who asked`,
    `for it at ${url} and confirmed it by a link in a first mail (double opt-in). Addresses are never bought, shared or imported without`,
    'consent. Every mail names the publisher with a postal address and has a one-click unsubscribe (RFC 8058) that holds at once.',
    'Bounces and complaints reach us through SNS: a permanent bounce or a complaint ends the subscription at once, and all sending',
    'stops by itself at 4 % bounces or 0.08 % complaints. Opens and clicks are not tracked.',
  ].join(' ');

/** A word as a shell takes it. */
const word = (text: string) => (/^[\w@.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
