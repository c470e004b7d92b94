import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Mail } from '../../functions/domain/mail.ts';
import { command, ink, unread } from '../../infra/cli/lib/command.ts';
import { allowJsx } from '../../infra/cli/lib/jsx.ts';
import { holdPort, listen } from '../../infra/local/listen.ts';
import { broadsheetRules } from './rules/broadsheet.ts';
import { rulesForAll } from './rules/for-all.ts';
import { readMail } from './rules/read-mail.ts';
import { check } from './rules/rule.ts';
import { mimeOf, specimens } from './specimens.ts';

const HELP = `Shows every kind of mail in the browser: of real papers and of the worst ones, by day and by night, wide and on a phone, with
the text part, the sizes and what npm run check-mail says. Starts anew when a template changes; reload the page then.

  npm run email -- [--port 3040] [--no-open]

  --port     by default 3040, or a free one where that is taken
  --no-open  print the address and open nothing

Runs until Ctrl-C. Needs no cloud.`;

/** An embedded page's colour scheme is that of its frame. */
const FRAMES: [width: number, scheme: string][] = [
  [700, 'light'],
  [360, 'dark'],
  [320, 'light'],
  [700, 'dark'],
];

const kib = (text: string) => `${(Buffer.byteLength(text) / 1024).toFixed(1)} KiB`;

await command(HELP, async () => {
  const options = { port: { type: 'string' }, 'no-open': { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ options });
  const port = await holdPort(Number(values.port ?? 3040));
  allowJsx();
  const url = `http://127.0.0.1:${await listen(createServer(getRequestListener(gallery(await specimens()).fetch)), port)}/`;
  const over = unread();
  console.log(`Every kind of mail: ${ink.bold(url)}`);
  // A restart by --watch finds its page open already.
  if (!values['no-open'] && process.stdout.isTTY) openPage(url);
  await over;
  return 0;
});

/** Opens an address in the program that this system has for it. */
function openPage(url: string): void {
  const [program, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[String(process.platform)] ?? ['xdg-open'];
  if (program)
    spawn(program, [...args, url], { detached: true, stdio: 'ignore' })
      .on('error', () => {})
      .unref();
}

/** The pages: a list of mails, each mail in four frames, and the parts themselves. */
function gallery(mails: Map<string, Mail>) {
  const app = new Hono();
  app.use(async (c, next) => {
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'");
    await next();
  });
  app.get('/', (c) => c.redirect('/seed'));
  app.get('/:name/html', (c) => c.html(mails.get(c.req.param('name'))?.html ?? '', mails.has(c.req.param('name')) ? 200 : 404));
  app.get('/:name', async (c) => {
    const name = c.req.param('name');
    const mail = mails.get(name);
    if (!mail) return c.text('There is no mail of this name.', 404);
    const findings = check(await readMail(await mimeOf(mail)), [...rulesForAll(), ...broadsheetRules]);
    return c.html(
      page(
        [...mails.keys()],
        name,
        mail,
        findings.map(({ rule, wrong }) => `${rule}: ${wrong}`),
      ),
    );
  });
  return app;
}

function page(names: string[], name: string, mail: Mail, findings: string[]) {
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${name}</title><style>
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; background: #e9e6df; color: #222; display: grid; grid-template-columns: 11rem 1fr }
nav { padding: 1rem; background: #fbf9f4; min-height: 100vh } nav a { display: block; color: inherit } [aria-current] { font-weight: 700 }
main { padding: 1rem } h1 { font: 600 20px/1.3 Georgia, serif; margin: 0 }
section { display: flex; gap: 1rem; overflow-x: auto } iframe { border: 0; height: 80vh; flex: none; background: #fff }
pre { background: #fff; padding: 1rem; overflow: auto; font: 13px/1.45 monospace }
</style></head><body>
<nav>${names.map((other) => html`<a href="/${other}"${other === name ? html` aria-current="page"` : ''}>${other}</a>`)}</nav>
<main><h1>${mail.subject}</h1>
<p>HTML ${kib(mail.html)} of 90 · text ${kib(mail.text)} · ${findings.length === 0 ? 'every rule kept' : findings.join(' · ')}</p>
<section>${FRAMES.map(([width, scheme]) => html`<iframe title="${scheme}, ${width} px" src="/${name}/html" width="${width}" style="color-scheme:${scheme}"></iframe>`)}</section>
<pre>${mail.text}</pre>
</main></body></html>`;
}
