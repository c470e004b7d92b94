import { Agent, Server as HttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:net';

/** The callers that a server answers: those that use one of these host names, and in a browser also pages of these origins. */
type Callers = { names: string[]; origins?: string[] };

/** A port that this process holds for a server that does not exist yet. Until then, connections are closed. */
type Held = { port: number; server: Server };

/**
 * Makes a server listen on loopback only, at a port or a held port. Over HTTP it answers programs of this machine, its own pages
 * and pages of `origins`. Resolves with the port. Rejects if the port is taken.
 */
export function listen(server: Server, at: number | Held = 0, callers: Partial<Callers> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(typeof at === 'number' ? { port: at, host: '127.0.0.1' } : at.server, () => {
      server.ref();
      const address = server.address();
      const got = typeof address === 'object' && address ? address.port : 0;
      guard(server, { names: [`127.0.0.1:${got}`, `localhost:${got}`], ...callers });
      resolve(got);
    });
  });
}

/**
 * Refuses requests from pages of other sites. Such a page can send requests to this machine, also under its own name if that name
 * resolves to 127.0.0.1 (DNS rebinding), but it cannot change the `Host` and `Origin` that its browser writes.
 */
export function guard(server: Server, { names, origins = [] }: Callers): void {
  if (!(server instanceof HttpServer)) return;
  // Never closes an idle connection: its caller may be sending on it at that moment.
  server.keepAliveTimeout = 0;
  const handlers = server.listeners('request');
  const admitted = [...names.map((name) => `http://${name}`), ...origins];
  server.removeAllListeners('request').on('request', (request, response) => {
    if (names.includes(request.headers.host ?? '') && isFrom(admitted, request.headers)) {
      for (const handler of handlers) Reflect.apply(handler, server, [request, response]);
      return;
    }
    request.resume();
    const message = 'This server answers only at 127.0.0.1 or localhost with its own port, and no pages of other sites.';
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
  });
}

/**
 * The site's own forms have the origin `null`, because of their referrer policy. Sec-Fetch-Site then says where they come from.
 */
function isFrom(admitted: string[], { origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return origin === undefined || admitted.includes(origin) || (origin === 'null' && (site === 'same-origin' || site === 'none'));
}

/** A random host name. A server that answers only to it can be called by this process alone. */
export type Inner = { name: string; agent: Agent };

/** Options for requests to the server at this port that answers to `name` only. Connections are kept open. */
export const inner = (name: string, port: number): Inner => ({
  name,
  agent: new Agent({ keepAlive: true, host: '127.0.0.1', port }),
});

/** Closes a server and the connections that clients keep open. */
export function close(server: Server & { closeAllConnections?(): void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}

/** How many ports are tried in turn. */
const PORTS_TRIED = 20;

/**
 * Takes a port: `wanted`, the last one used, so that links in old mails go on working; or one of the next; or any free one. Holding it
 * does not keep the process alive.
 */
export async function holdPort(wanted = 0): Promise<Held> {
  const tries = wanted > 0 ? Array.from({ length: PORTS_TRIED }, (_, n) => wanted + n) : [];
  for (const port of [...tries, 0]) {
    const server = createServer((caller) => caller.destroy());
    const got = await listen(server, port).catch(() => undefined);
    if (got !== undefined) return { port: got, server: server.unref() };
  }
  throw new Error('No port of this machine is free.');
}
