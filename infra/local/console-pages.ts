import { html, raw } from 'hono/html';
import { verifyAddress } from '../sandbox.ts';
import type { AcceptedMail } from './mailbox.ts';

type Whole = AcceptedMail & { text: string; raw: string };

/** SES's sandbox: the addresses it sends to, and the addresses it refused. */
export type Sandbox = { verified: string[]; refused: string[] };

const VIEWS = { html: 'HTML', text: 'Text', raw: 'Source' };

const style = raw(`
  :root { color-scheme: light dark; --ink: #1b1a17; --soft: #6a665d; --line: #d9d4c7; --paper: #fbf9f4; --sheet: #fff; --link: #7a1f1f }
  @media (prefers-color-scheme: dark) { :root { --ink: #e9e5da; --soft: #9c968a; --line: #3a3731; --paper: #191815; --sheet: #211f1c; --link: #e0a08f } }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 Georgia, 'Times New Roman', serif }
  a { color: inherit; text-underline-offset: 3px }
  header, main { width: calc(100% - 2.5rem); max-width: 58rem; margin: 0 auto }
  header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding: 1.5rem 0 .75rem; border-bottom: 3px double var(--line) }
  h1 { font-size: 1.6rem; margin: 0 auto 0 0; font-weight: 600; letter-spacing: -.01em } h1 a { text-decoration: none }
  form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: baseline; margin: .75rem 0 } input { font: inherit; flex: 1 1 12rem; min-width: 0; padding: .3rem .5rem; color: inherit; background: var(--sheet); border: 1px solid var(--line) } button { font: inherit; padding: .3rem .75rem }
  h2 { font-size: 1.35rem; line-height: 1.3; margin: 1.25rem 0 .25rem; text-wrap: balance }
  small, time, nav, dl, .soft { color: var(--soft); font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums }
  ol { list-style: none; margin: 0; padding: 0 }
  li a { display: grid; grid-template-columns: 12rem 1fr auto; gap: 0 1.25rem; padding: .7rem .5rem; border-bottom: 1px solid var(--line); text-decoration: none; align-items: baseline }
  li a:hover, li a:focus-visible { background: var(--sheet) } li strong { font-weight: 600 }
  li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  nav { display: flex; gap: 1.25rem; margin: .75rem 0; } nav a[aria-current] { color: var(--link); font-weight: 600 }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem; margin: 0 } dd { margin: 0; overflow-wrap: anywhere }
  iframe { display: block; width: 100%; height: calc(100vh - 15rem); min-height: 30rem; border: 1px solid var(--line); background: #fff }
  pre { border: 1px solid var(--line); background: var(--sheet); padding: 1rem; margin: 0 0 2rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.55 ui-monospace, monospace }
  @media (max-width: 40rem) { li a { grid-template-columns: 1fr auto } li span:nth-child(2) { grid-row: 2; grid-column: 1 / -1; white-space: normal } iframe { height: 75vh } }
`);

/** Day and time of the cloud's clock, UTC. */
const when = (at: string) => html`<time datetime="${at}">${at.slice(0, 16).replace('T', ' ')}</time>`;

const page = (title: string, aside: unknown, body: unknown) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1><a href="/">Inbox</a></h1>${aside}</header><main>${body}</main></body>
</html>`;

/** How many mails the inbox shows. */
const SHOWN = 200;

/** The inbox: mails that match the search, newest first. */
export function inboxPage(
  mails: AcceptedMail[],
  q: string,
  { site, now, sandbox }: { site: string; now: () => Date; sandbox: () => Sandbox | undefined },
) {
  const list = mails
    .slice(0, SHOWN)
    .map(
      ({ id, at, to, subject }) =>
        html`<li><a href="/mails/${id}"><span class="soft">${to}</span><span><strong>${subject}</strong></span>${when(at)}</a></li>`,
    );
  return page(
    mails.length === 1 ? 'Inbox: 1 mail' : `Inbox: ${mails.length} mails`,
    html`<small>Clock ${when(now().toISOString())} UTC</small><small><a href="${site}/">Sign-up page</a></small>`,
    html`${sandboxNote(sandbox())}<form role="search"><input type="search" name="q" value="${q}" aria-label="Recipient or subject" placeholder="Recipient or subject"> <button>Search</button> <a href="/mails/latest?q=${encodeURIComponent(q)}">Latest</a></form>${
      mails.length > SHOWN ? html`<p class="soft">${mails.length} mails, of which these are the newest ${SHOWN}.</p>` : ''
    }${
      mails.length || q
        ? html`<ol>${list}</ol>${mails.length ? '' : html`<p class="soft">No mail matches.</p>`}`
        : html`<p class="soft">No mail yet. Everything the local cloud sends arrives here, and nowhere else.</p>`
    }`,
  );
}

/** Says that SES is in its sandbox, and what to do about each address that it refused. */
function sandboxNote(sandbox: Sandbox | undefined) {
  if (!sandbox) return '';
  const refused = sandbox.refused.map(
    (address) =>
      html`<li>${address} got no mail: SES has not verified it. Start again with <code>--sandbox ${address}</code>; on AWS: <code>${verifyAddress(address)}</code></li>`,
  );
  return html`<section><p>SES is in its sandbox: it sends 200 mails a day, only to ${sandbox.verified.join(', ')}.</p>
    ${refused.length > 0 ? html`<ul>${refused}</ul>` : ''}</section>`;
}

/** One mail in one of its views. */
export function mailPage({ id, at, to, subject, ...mail }: Whole, view: string) {
  const tabs = Object.entries(VIEWS).map(
    ([name, title]) => html`<a href="/mails/${id}?view=${name}" ${view === name ? raw('aria-current="page"') : ''}>${title}</a>`,
  );
  const shown = view === 'text' ? mail.text : view === 'raw' ? mail.raw : undefined;
  return page(
    subject,
    html`<small>${when(at)} UTC</small>`,
    html`<h2>${subject}</h2><dl><dt>To</dt><dd>${to}</dd></dl><nav>${tabs}</nav>
    ${
      shown === undefined
        ? html`<iframe src="/mails/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail as HTML"></iframe>`
        : html`<pre>${shown}</pre>`
    }`,
  );
}
