import { createServer, type RequestListener } from 'node:http';
import { mailer } from '../../functions/adapters/ses.ts';
import type { SendOutcome } from '../../functions/domain/mail.ts';
import { listening } from './listening.ts';

const FROM = 'digest@example.org';
const TO = 'ada@example.com';
export const MAIL = { to: TO, subject: 'Papers', html: '<p>hello</p>', text: 'hello', headers: [], tags: {} };
const CONFIG = { name: 'Broadsheet', from: FROM, replyTo: '', configurationSet: 'broadsheet' };
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

const QUOTA = 'Daily message quota exceeded.';
const RATE = 'Maximum sending rate exceeded.';
const unverified = (...named: string[]) =>
  `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${named.join(', ')}`;

const quota = { kind: 'quota' };
const stopped = (code: string) => ({ kind: 'stopped', code });
export const busy = (code: string) => ({ kind: 'busy', code });
const rejected = (code: string) => ({ kind: 'rejected', code });
export const unknown = (code: string) => ({ kind: 'unknown', code });

/** Answers of SES that name an error, and what each proves. */
export const NAMED: [name: string, status: number, message: string, proves: { kind: string; code?: string }][] = [
  // Errors that the SDK declares for SendEmail.
  ['AccountSuspendedException', 400, 'x', stopped('AccountSuspendedException')],
  ['BadRequestException', 400, 'Illegal address', rejected('BadRequestException')],
  ['LimitExceededException', 400, QUOTA, quota],
  ['LimitExceededException', 400, RATE, busy('LimitExceededException')],
  ['LimitExceededException', 400, 'There are too many instances of the resource type.', stopped('LimitExceededException')],
  ['MailFromDomainNotVerifiedException', 400, 'x', stopped('MailFromDomainNotVerifiedException')],
  ['MessageRejected', 400, 'The message has a virus.', { kind: 'refused', code: 'MessageRejected' }],
  ['MessageRejected', 400, unverified(FROM), stopped('SenderNotVerified')],
  ['MessageRejected', 400, unverified(`Broadsheet <${FROM}>`), stopped('SenderNotVerified')],
  ['MessageRejected', 400, unverified(`Broadsheet <${FROM}>`, TO), stopped('SenderNotVerified')],
  ['MessageRejected', 400, unverified(TO.toUpperCase()), rejected('RecipientNotVerified')],
  ['MessageRejected', 400, unverified(`my${FROM}`), stopped('SenderNotVerified')],
  ['MessageRejected', 400, 'Email address is not verified.', stopped('SenderNotVerified')],
  ['NotFoundException', 404, 'Configuration set does not exist.', stopped('NotFoundException')],
  ['SendingPausedException', 400, 'x', stopped('SendingPausedException')],
  ['TooManyRequestsException', 429, RATE, busy('TooManyRequestsException')],
  ['TooManyRequestsException', 429, QUOTA, quota],
  ['TooManyRequestsException', 429, 'The 24-hour quota is used up.', quota],
  // Errors that it declares for other calls of SES.
  ['AlreadyExistsException', 400, 'x', stopped('AlreadyExistsException')],
  ['ConcurrentModificationException', 500, 'x', unknown('ConcurrentModificationException')],
  ['ConflictException', 409, 'x', stopped('ConflictException')],
  ['InternalServiceErrorException', 500, 'x', unknown('InternalServiceErrorException')],
  ['InvalidNextTokenException', 400, 'x', stopped('InvalidNextTokenException')],
  // Errors that any service of AWS may answer.
  ['AccessDeniedException', 403, 'Not authorized to perform ses:SendEmail; try in 24 hours.', stopped('AccessDeniedException')],
  ['ExpiredTokenException', 403, 'x', stopped('ExpiredTokenException')],
  ['ExpiredToken', 403, 'x', stopped('ExpiredToken')],
  ['UnrecognizedClientException', 403, 'x', stopped('UnrecognizedClientException')],
  ['InvalidSignatureException', 403, 'x', stopped('InvalidSignatureException')],
  ['IncompleteSignature', 400, 'x', stopped('IncompleteSignature')],
  ['InvalidClientTokenId', 403, 'x', stopped('InvalidClientTokenId')],
  ['MissingAuthenticationTokenException', 403, 'x', stopped('MissingAuthenticationTokenException')],
  ['OptInRequired', 403, 'x', stopped('OptInRequired')],
  ['ValidationException', 400, 'x', stopped('ValidationException')],
  ['Throttling', 400, 'Rate exceeded', busy('Throttling')],
  ['Throttling', 400, QUOTA, quota],
  ['ThrottlingException', 400, RATE, busy('ThrottlingException')],
  ['ThrottlingException', 400, QUOTA, quota],
  ['ThrottledException', 429, 'x', busy('ThrottledException')],
  ['RequestTimeoutException', 408, 'x', stopped('RequestTimeoutException')],
  ['RequestTimeout', 408, 'x', stopped('RequestTimeout')],
  ['RequestExpired', 400, 'x', stopped('RequestExpired')],
  ['RequestEntityTooLargeException', 413, 'x', stopped('RequestEntityTooLargeException')],
  ['InternalFailure', 500, 'x', unknown('InternalFailure')],
  ['ServiceUnavailable', 503, 'x', unknown('ServiceUnavailable')],
  // Errors that do not exist today.
  ['NeverHeardOfException', 400, 'x', stopped('NeverHeardOfException')],
  ['NeverHeardOfException', 499, 'x', stopped('NeverHeardOfException')],
  ['NeverHeardOfException', 429, 'x', busy('NeverHeardOfException')],
  ['NeverHeardOfException', 500, 'x', unknown('NeverHeardOfException')],
  ['NeverHeardOfException', 302, 'x', unknown('NeverHeardOfException')],
];

const raw =
  (status: number, body: string, type = 'application/json'): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
const cut =
  (status: number): RequestListener =>
  (request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"mess');
    setTimeout(() => request.socket.destroy(), 20);
  };

/** Answers without an error's name, and those that cannot be read. `accepted`: SES took the mail whatever the answer is. */
export const OTHERS: { answer: string; does: RequestListener; proves: { kind: string; code?: string }; accepted?: true }[] = [
  {
    answer: 'a name in the body',
    does: raw(403, '{"__type":"aws#AccessDeniedException"}'),
    proves: stopped('AccessDeniedException'),
  },
  { answer: 'a refusal without a name', does: raw(403, '{"message":"Forbidden"}'), proves: stopped('Unknown') },
  { answer: 'a refusal without a body', does: raw(400, ''), proves: stopped('Unknown') },
  { answer: 'a refusal in HTML, of a proxy', does: raw(403, '<html>Forbidden</html>', 'text/html'), proves: { kind: 'unknown' } },
  { answer: 'a refusal that is cut off', does: cut(400), proves: { kind: 'unknown' } },
  { answer: 'an error of a gateway', does: raw(502, '<html>Bad Gateway</html>', 'text/html'), proves: { kind: 'unknown' } },
  { answer: 'success that is cut off', does: cut(200), proves: { kind: 'unknown' }, accepted: true },
  { answer: 'success that is no JSON', does: raw(200, 'OK'), proves: { kind: 'unknown' }, accepted: true },
  { answer: 'success, and a reset', does: ({ socket }) => socket.destroy(), proves: unknown('ECONNRESET'), accepted: true },
];

/** SES takes the mail. */
export const accept = raw(200, '{"MessageId":"m"}');

/** Answers as SES does when it refuses a mail. */
export const refuse =
  (name: string, status: number, message: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
    response.end(JSON.stringify({ message }));
  };

/** The mailer, with the real client, that calls SES at `endpoint`. */
export const mailerAt = (endpoint: string, credentials: NonNullable<Parameters<typeof mailer>[2]>['credentials'] = CREDENTIALS) =>
  mailer(CONFIG, () => new Date(), { endpoint, region: 'eu-west-1', credentials });

/** A server on this machine, and how many requests reached it whole. */
export async function serve(does: RequestListener) {
  const seen = { requests: 0 };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.requests++;
      does(request, response);
    });
  });
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { seen, stop, endpoint: `http://${await listening(server)}` };
}

/** The outcome of the mailer when a server gives this answer, and how many requests it sent. */
export async function outcomeOf(does: RequestListener): Promise<{ outcome: SendOutcome; requests: number }> {
  const { endpoint, seen, stop } = await serve(does);
  const outcome = await mailerAt(endpoint).send(MAIL);
  stop();
  return { outcome, requests: seen.requests };
}
