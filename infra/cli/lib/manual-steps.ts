import { type Config, config } from '../../config.ts';
import { askForAccess, purposeOf, verifyAddress } from '../../sandbox.ts';

/** The steps of a deployment that people have to take, in order. */
export function manualSteps(settings: Config): string {
  const { domain, hostedZone, webDomain, alarmEmail, mailtoUnsubscribe } = settings;
  const url = webDomain ? `https://${webDomain}` : '<the output ApiUrl>';
  const examples = config.parse({});
  const steps = [
    `Before the first deployment: does ${domain} send other mail? If so, use a subdomain for this list: it then has its own DMARC and reputation.`,
    'Once for each account and region: npm run bootstrap',
    webDomain && !hostedZone
      ? `While the first deployment waits for the certificate: put the record that the console of Certificate Manager shows into the DNS of ${webDomain}.`
      : '',
    hostedZone || (settings.existingIdentity && settings.dmarc === 'off' && !webDomain)
      ? ''
      : `After the first deployment: put the records of the outputs Dns… into the DNS of ${domain}. SES sends as soon as it sees them.`,
    `Try it: a new account is in SES's sandbox, which sends 200 mails a day, to verified recipients only. Verify an address of yours, follow the link that AWS mails to it, and sign up with it:\n\n     ${verifyAddress('you@example.net')}\n`,
    `Ask for production access; AWS answers within a day or two:\n\n     ${askForAccess(url, purposeOf(settings.listName, settings.publisher, url))}\n`,
    mailtoUnsubscribe
      ? `Check that the active rule set of SES is ${mailtoUnsubscribe}: aws ses describe-active-receipt-rule-set`
      : '',
    alarmEmail ? `Confirm the subscription that AWS mails to ${alarmEmail}.` : 'Say --alarm-email, or nobody gets the alarms.',
    settings.publisher === examples.publisher
      ? 'Say --publisher before the first real reader: mails still carry an example.'
      : '',
    settings.postalAddress === examples.postalAddress
      ? 'Say --postal-address before the first real reader: mails still carry an example.'
      : '',
  ];
  return steps
    .filter(Boolean)
    .map((step, i) => `  ${i + 1}. ${step}`)
    .join('\n');
}
