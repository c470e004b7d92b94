import { request as call, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Inner } from './listen.ts';
import { head } from './s3-events.ts';

/**
 * A call of an AWS service. `target` is the header `x-amz-target`: the operation, in JSON protocols. `copied` is the path of the
 * object that S3 is to copy.
 */
export type Call = { method: string; path: string; query: URLSearchParams; target: string; body: Buffer; copied?: string };

/** The answer. A body that is not a string is sent as JSON. `broken` is how a faulty network delivers it. */
export type Answer = {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  broken?: 'reset' | 'hang';
};

/** An error answer in the shape that the SDK turns into the exception `type`. */
export function refusal(status: number, type: string, message: string): Answer {
  return { status, headers: { 'x-amzn-errortype': type }, body: { __type: type, message } };
}

/** An error answer of S3. */
export const s3Refusal = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** The answer "access denied" of each service, with its own status, name and format. */
export function accessDenied(service: string, message: string): Answer {
  if (service === 's3') return s3Refusal(403, 'AccessDenied', message);
  const answer = refusal(service === 'sqs' || service === 'ses' ? 403 : 400, 'AccessDeniedException', message);
  return service === 'sqs' ? { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': 'AccessDenied;Sender' } } : answer;
}

/**
 * Where a service's calls go: to a stand-in that is a server of its own, or to one of our own stand-ins. `form` takes what browsers
 * send to S3 by a form, whose signature is inside.
 */
export type Route =
  | { to: Inner; afterwards?: (request: IncomingMessage) => Promise<void>; form?: (request: IncomingMessage) => Promise<Answer> }
  | ((call: Call) => Promise<Answer> | Answer);

/** Decides on a call of `caller`: returns a refusal, or undefined to let the call through. */
export type Gate = (caller: string, service: string, call: Call) => Promise<Answer | undefined>;

/**
 * The only endpoint for calls to AWS services. It reads caller and service from the signature's scope
 * (`Credential=<key>/<date>/<region>/<service>/aws4_request`), asks the gate, and passes the call on to the stand-in. It does not
 * verify signatures; the access key is the name of the calling function.
 */
export function gateway(routes: Record<string, Route>, gate: Gate, now: () => Date) {
  const form = routes.s3 && 'form' in routes.s3 ? routes.s3.form : undefined;

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const [, caller = '', service = ''] =
      /Credential=([^/]*)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
    if (form && !caller && request.headers['content-type']?.startsWith('multipart/form-data'))
      return reply(await form(request), request, response);
    const route = routes[service];
    // The SDK corrects its clock by this header, so it must be the cloud's time.
    response.setHeader('date', now().toUTCString());
    if (!route)
      return reply({ status: 403, body: { message: `The local cloud has no service "${service}".` } }, request, response);

    const { pathname: path, searchParams: query } = new URL(`http://local${request.url ?? '/'}`);
    const { 'x-amz-copy-source': source, 'x-amz-copy-source-if-match': match } = request.headers;
    const read: Call = {
      method: request.method ?? '',
      path,
      query,
      target: String(request.headers['x-amz-target'] ?? ''),
      // Objects may be large, and the path is enough to check permissions, so bodies are streamed.
      body: service === 's3' ? Buffer.alloc(0) : await buffer(request),
      ...(source && { copied: `/${source}` }),
    };
    const refused = await gate(caller, service, read);
    if (refused) return reply(refused, request, response);
    if (typeof route === 'function') return reply(await route(read), request, response);

    // fauxqs copies whatever is there.
    if (match && 'to' in route && (await head(route.to, `/${source}`)).eTag !== String(match).replaceAll('"', ''))
      return reply(s3Refusal(412, 'PreconditionFailed', 'The object has another eTag.'), request, response);
    const upstream = await pass(route.to, request, response, service === 's3' ? undefined : read.body);
    // Callers that may not list a bucket get 403 instead of 404, as on S3.
    const hidden =
      service === 's3' && upstream.statusCode === 404
        ? await gate(caller, service, { ...read, method: 'GET', path: path.split('/', 2).join('/') })
        : undefined;
    if (hidden) {
      upstream.resume();
      return reply(hidden, request, response);
    }
    if (upstream.statusCode === 200) await route.afterwards?.(request);
    const { date, ...headers } = upstream.headers;
    response.writeHead(upstream.statusCode ?? 502, headers);
    upstream.pipe(response);
  }

  return createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.destroyed) console.error(error);
      response.destroy();
    });
  });
}

/** Passes a call on; streams its body unless it was read. Resolves with the stand-in's answer, rejects if there is none. */
function pass(
  { name, agent }: Inner,
  request: IncomingMessage,
  response: ServerResponse,
  body?: Buffer,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = request;
    const upstream = call({ method, path: url, headers: { ...headers, host: name }, agent }, resolve);
    upstream.on('error', reject);
    // Not when the request closes: a finished upload closes before its answer comes.
    response.on('close', () => response.writableFinished || upstream.destroy());
    if (body) upstream.end(body);
    else request.pipe(upstream);
  });
}

function reply({ status, body, headers, broken }: Answer, request: IncomingMessage, response: ServerResponse) {
  if (broken === 'hang') return;
  if (broken === 'reset') return void request.socket.destroy();
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = request.headers['x-amz-target'] ? 'application/x-amz-json-1.1' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers }).end(text);
}
