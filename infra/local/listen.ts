import { Agent, Server as HttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:net';

/** Whom a server answers: those who call it by one of these names, and in a browser also the pages of these other origins. */
type Callers = { names: string[]; origins?: string[] };

/** A port that this process has taken for a server that is not made yet. Until it listens, callers are hung up on. */
type Held = { port: number; server: Server };

/**
 * Makes a server listen on loopback only, at a port or where one is held. Over HTTP it answers programs of this machine, its own
 * pages, and pages of `origins`. Resolves with the port. Rejects with a sentence when the port is taken.
 */
export function listen(server: Server, at: number | Held = 0, callers: Partial<Callers> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${at} is taken by another program.`) : error),
    );
    server.listen(typeof at === 'number' ? { port: at, host: '127.0.0.1' } : at.server, () => {
      server.ref();
      const address = server.address();
      const got = typeof address === 'object' && address ? address.port : 0;
      // As a URL writes them: without the port when it is 80.
      const names = ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${got}`).host);
      guard(server, { names, ...callers });
      resolve(got);
    });
  });
}

/**
 * Puts a guard in front of an HTTP server's handlers. A page of another site can send requests to this machine, under its own
 * name too when that name leads here (DNS rebinding), but it cannot change the `Host` and `Origin` its browser writes.
 */
export function guard(server: Server, { names, origins = [] }: Callers): void {
  if (!(server instanceof HttpServer)) return;
  // An idle connection is never closed from this end: its caller may be sending on it at that moment.
  server.keepAliveTimeout = 0;
  const handlers = server.listeners('request');
  const admitted = [...names.map((name) => `http://${name}`), ...origins];
  server.removeAllListeners('request').on('request', (request, response) => {
    if (names.includes(request.headers.host ?? '') && isFrom(admitted, request.headers)) {
      for (const handler of handlers) Reflect.apply(handler, server, [request, response]);
      return;
    }
    request.resume();
    const message = 'This server answers only at 127.0.0.1 or localhost with its own port, and no page of another site.';
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
  });
}

/** The site's own forms have the origin `null`, as their policy wants it. Then Sec-Fetch-Site says whose they are. */
function isFrom(admitted: string[], { origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return origin === undefined || admitted.includes(origin) || (origin === 'null' && (site === 'same-origin' || site === 'none'));
}

/** How this process calls a server that nobody else can call: its name is random, and it answers to no other. */
export type Inner = { name: string; agent: Agent };

/** How to call the server at this port that was told to answer to `name` only. Connections are kept. */
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

/** How many ports are tried one after the other. */
const NEXT = 20;

/**
 * Takes a port: the one `given`, which must be free; else the one used `before` when it is free, so that links in old mails go
 * on working, or one of the next; else any free port. Holding it does not keep the process alive.
 */
export async function holdPort(given: number | undefined, before: number | undefined): Promise<Held> {
  const hold = async (wanted: number) => {
    const server = createServer((caller) => caller.destroy());
    const port = await listen(server, wanted);
    server.unref();
    return { port, server };
  };
  if (given !== undefined) return await hold(given);
  for (let port = before ?? 0; port > 0 && port < (before ?? 0) + NEXT; port++) {
    const held = await hold(port).catch(() => undefined);
    if (held) return held;
  }
  return await hold(0);
}
