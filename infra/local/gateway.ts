import { Agent, request as call, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Answer, Call } from './stand-in.ts';

/** Where a service's calls go: to a stand-in's port on this machine, or to one of our own stand-ins. */
export type Route =
  | { port: number; afterwards?: (request: IncomingMessage) => Promise<void> }
  | ((call: Call) => Promise<Answer> | Answer);

/**
 * The one door in front of every stand-in, as AWS's endpoints are one door: it reads the service from the signature's
 * scope (`Credential=<key>/<date>/<region>/<service>/aws4_request`) and passes the call on. Nothing is verified; the
 * access key is the name of the calling function.
 */
export function gateway(routes: Record<string, Route>, now: () => Date) {
  const agent = new Agent({ keepAlive: true });

  return createServer((request, response) => {
    const [, service = ''] =
      /Credential=[^/]*\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
    const route = routes[service];
    // The SDK corrects its clock by this header, and the callers live by the cloud's clock.
    response.setHeader('date', now().toUTCString());
    if (!route) {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: `The local cloud has no service "${service}".` }));
    } else if (typeof route === 'function') {
      answer(route, request, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    } else {
      proxy(route.port, agent, request, response, route.afterwards);
    }
  });
}

/** Streams a call through. `afterwards` runs after the stand-in's success and before the caller hears of it. */
function proxy(
  port: number,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
  afterwards?: (request: IncomingMessage) => Promise<void>,
) {
  const { method, url, headers } = request;
  const upstream = call({ host: '127.0.0.1', port, method, path: url, headers, agent }, async (from) => {
    try {
      if (from.statusCode === 200) await afterwards?.(request);
      const { date, ...headers } = from.headers;
      response.writeHead(from.statusCode ?? 502, headers);
      from.pipe(response);
    } catch (error) {
      console.error(error);
      response.destroy();
    }
  });
  upstream.on('error', () => response.destroy());
  // Not on the request's own end: a finished upload closes it while its answer is still to come.
  response.on('close', () => response.writableFinished || upstream.destroy());
  request.pipe(upstream);
}

async function answer(standIn: (call: Call) => Promise<Answer> | Answer, request: IncomingMessage, response: ServerResponse) {
  const target = String(request.headers['x-amz-target'] ?? '');
  const path = (request.url ?? '/').replace(/\?.*/, '');
  const { status, body, errorType, broken } = await standIn({
    method: request.method ?? '',
    path,
    target,
    body: await buffer(request),
  });
  if (broken === 'hang') return;
  if (broken === 'reset') return request.socket.destroy();
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': target ? 'application/x-amz-json-1.1' : 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(errorType ? { 'x-amzn-errortype': errorType } : {}),
  });
  if (broken === 'truncated') {
    response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
  } else {
    response.end(text);
  }
}
