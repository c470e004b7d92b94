import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { LambdaFunction } from './lambda.ts';
import type { Clock } from './state.ts';
import { ACCOUNT, type Template } from './template.ts';

/** The largest payload that an HTTP API takes, bytes. */
const MAX_BODY = 10 * 1024 * 1024;

export const integration = z.object({ ApiId: z.string(), IntegrationUri: z.string(), PayloadFormatVersion: z.literal('2.0') });
export const route = z.object({ RouteKey: z.string(), Target: z.string() });
const answer = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

const sites = z.object({
  Environment: z.object({ Variables: z.object({ ALLOWED_SITES: z.string().default('') }) }).optional(),
});

/** Origins of the other sites whose pages may send the sign-up form, by the stack's settings. */
export function allowedSites(template: Template): string[] {
  const lists = template
    .all('AWS::Lambda::Function', sites)
    .map(({ properties }) => properties.Environment?.Variables.ALLOWED_SITES ?? '');
  return lists.flatMap((list) => list.split(' ').filter(Boolean));
}

/** A route key: `$default`, `ANY /desk` or `ANY /desk/{proxy+}`. */
type Route = { path: string; lambda: LambdaFunction };

/** The routes of the template, the most specific first. */
function routesOf(template: Template, functions: readonly LambdaFunction[]): Route[] {
  const integrations = template.all('AWS::ApiGatewayV2::Integration', integration);
  const routes = template.all('AWS::ApiGatewayV2::Route', route).map(({ properties: { RouteKey, Target } }): Route => {
    const uri = integrations.find(({ ref }) => Target === `integrations/${ref}`)?.properties.IntegrationUri;
    const lambda = functions.find(({ arn }) => uri?.includes(arn));
    const [, path = ''] = /^(?:ANY (\/[^{]*)(?:\{proxy\+\})?|\$default)$/.exec(RouteKey) ?? [];
    if (!lambda) throw new Error(`The route ${RouteKey} of the HTTP API has no function.`);
    return { path: RouteKey === '$default' ? '' : RouteKey.endsWith('{proxy+}') ? path : `${path}$`, lambda };
  });
  if (routes.length === 0) throw new Error('The template has no HTTP API with a function.');
  return routes.sort((a, b) => b.path.length - a.path.length);
}

/** True if a path matches a route: exactly, or below it for `{proxy+}`. */
const leads = ({ path }: Route, to: string) => (path.endsWith('$') ? path === `${to}$` : to.startsWith(path));

/**
 * The template's HTTP API: each request goes to the function of its route, as payload version 2.0. `posted` gets the path and the
 * status of each POST.
 */
export function httpApi(
  template: Template,
  functions: LambdaFunction[],
  clock: Clock,
  posted: (path: string, status: number) => void = () => {},
) {
  const routes = routesOf(template, functions);

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const body = await buffer(request);
    if (body.length > MAX_BODY) return fail(response, 413, 'Request Entity Too Large');
    const path = request.url?.split('?')[0] ?? '/';
    const target = routes.find((one) => leads(one, path))?.lambda;
    const invocation = await target?.invoke(payload(request, body, clock.now()));
    const parsed = invocation?.ok ? answer.safeParse(invocation.result) : undefined;
    if (!parsed?.success) return fail(response, 500, 'Internal Server Error');
    if (request.method === 'POST') posted(path, parsed.data.statusCode);
    const { statusCode, headers, cookies, body: text, isBase64Encoded } = parsed.data;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (cookies.length) response.setHeader('set-cookie', cookies);
    response.writeHead(statusCode).end(isBase64Encoded ? Buffer.from(text, 'base64') : text);
  }
  // Ignores clients that end in the middle of their request.
  return createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
}

function fail(response: ServerResponse, status: number, message: string) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

/** The event of a request, as API Gateway builds it (HTTP API, payload format 2.0, `$default` route and stage). */
export function payload(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'httpVersion' | 'socket'>,
  body: Buffer,
  now: Date,
) {
  const { pathname, search, searchParams } = new URL(`http://local${request.url ?? '/'}`);
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  const query = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name).join(',')]));
  const base64 = !isText(request.headers['content-type']);
  const method = request.method ?? 'GET';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie ? { cookies: cookie.split(/; */) } : {}),
    headers: {
      ...headers,
      'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
      'x-forwarded-proto': 'http',
    },
    ...(search.length > 1 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: request.headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method,
        path: pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      // 12/Mar/2026:19:03:58 +0000
      time: now.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000'),
      timeEpoch: now.getTime(),
    },
    ...(body.length ? { body: body.toString(base64 ? 'base64' : 'utf8') } : {}),
    isBase64Encoded: body.length > 0 && base64,
  };
}

/** True for types that reach a function as text. Forms, multipart and bodies without a type come in base64. */
function isText(contentType = ''): boolean {
  return /^\s*(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\b)/i.test(contentType);
}
