import { type Config, config } from '../config.ts';

/** The steps of a deployment that no program can take, in the order they are due. */
export function stepsForPeople(settings: Config): string {
  const { domain, existingIdentity, dmarc, hostedZone, webDomain, alarmEmail, publisher, postalAddress } = settings;
  const examples = config.parse({});
  const steps = [
    `Before the first deployment: think whether ${domain} sends other mail. A subdomain for this list, such as digest.${domain}, keeps DMARC and reputation of the two apart.`,
    'Once an account and region: npm run bootstrap',
    webDomain && !hostedZone
      ? `While the first deployment waits for the certificate: put the record that the console of Certificate Manager shows into the DNS of ${webDomain}.`
      : '',
    hostedZone || (existingIdentity && dmarc === 'off' && !webDomain)
      ? ''
      : `After the first deployment: put the records of the outputs Dns… into the DNS of ${domain}. SES sends once it sees them.`,
    `Ask for production access: SES console, "Get set up", mail type Marketing, and the text below. Until then SES is a sandbox: 200 mails a day, verified recipients only.\n\n${accessRequest(settings)}\n`,
    alarmEmail
      ? `Confirm the subscription that AWS mails to ${alarmEmail}.`
      : 'Say --alarm-email, or alarms only show on the dashboard.',
    publisher === examples.publisher ? 'Say --publisher before the first real reader: mails still carry an example.' : '',
    postalAddress === examples.postalAddress
      ? 'Say --postal-address before the first real reader: mails still carry an example.'
      : '',
  ];
  return steps
    .filter(Boolean)
    .map((step, i) => `  ${i + 1}. ${step}`)
    .join('\n');
}

/** What AWS asks of who wants to leave the sandbox (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html). */
const accessRequest = ({ listName, publisher, webDomain }: Config) =>
  [
    `${listName}, published by ${publisher}, mails a digest of new scientific papers, once a day or once a week, to people who asked`,
    `for it${webDomain ? ` at https://${webDomain}` : ''} and confirmed it by a link in a first mail (double opt-in). Addresses are never bought, shared or imported without`,
    'consent. Every mail names the publisher with a postal address and has a one-click unsubscribe (RFC 8058) that holds at once.',
    'Bounces and complaints reach us through SNS: a permanent bounce or a complaint ends the subscription at once, and all sending',
    'stops by itself at 4 % bounces or 0.08 % complaints. Opens and clicks are not tracked.',
  ]
    .map((line) => `     ${line}`)
    .join('\n');
