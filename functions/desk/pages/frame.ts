import { html, raw } from 'hono/html';
import { FORM_STYLE } from '../../subscribe/pages/form.ts';
import { button, type Frame, hidden, type Markup, type Page } from '../../subscribe/pages/layout.ts';
import type { Session } from '../sessions.ts';

/** Around all pages of the desk. */
export const DESK: Frame = {
  strap: html`<span>The desk, for editors</span> <a href="/">What readers see</a>`,
  foot: html`One cookie keeps an editor signed in here, for twelve hours at most; another knows this browser again.`,
  home: html`<a href="/desk">To the desk</a>`,
};

/** The rooms of the desk, by their address. */
const ROOMS = {
  '/desk': 'Next edition',
  '/desk/papers': 'Papers',
  '/desk/suggestions': 'Suggestions',
  '/desk/running': 'Running',
} as const;
type Room = keyof typeof ROOMS;

const STYLE = `${FORM_STYLE}
html{scroll-padding-top:7rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;font:1rem/1.5 var(--sans);margin-bottom:2rem}
nav a{display:block;padding:.6rem 0}
nav [aria-current]{color:var(--ink);font-weight:700;text-decoration:none}
.done{position:sticky;top:0;background:var(--paper);border-left:3px solid var(--link);padding:.5rem 1rem;margin:0 0 1.5rem}
.done bdi{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.lines{margin:1.5rem 0}
.lines li{padding:.75rem 0;border-top:1px solid var(--rule);line-height:1.45}
.lines a{font-weight:700;color:inherit;text-decoration-color:var(--edge)}
.buttons{display:flex;flex-wrap:wrap;gap:.5rem;margin-bottom:1rem}
.buttons form{margin:0}
`.replaceAll('\n', '');

/** What an act came to, by the word that the address has of it. */
export const saidBy = (all: Record<string, string>, word = ''): string | undefined =>
  Object.hasOwn(all, word) ? all[word] : undefined;

/** A page of a room, for the editor who is in. `said` is what their last act came to. */
export function deskPage(
  { formToken }: Session,
  room: Room,
  page: { title: string; body: Markup; style?: string; said?: Markup | string | undefined },
): Page {
  const links = Object.entries(ROOMS).map(
    ([path, name]) => html`<li><a href="${path}"${path === room ? raw(' aria-current="page"') : ''}>${name}</a></li>`,
  );
  return {
    title: page.title,
    style: STYLE + (page.style ?? ''),
    body: html`<nav aria-label="The desk"><ul role="list">${links}</ul></nav>
${page.said ? html`<p class="done" role="status">${page.said}</p>` : ''}
<h1>${page.title}</h1>
${page.body}
<section class="more">
<h2>Sign out</h2>
<div class="buttons">${button('/desk/sign-out', { form: formToken }, 'Sign out here', true)}
${button('/desk/sign-out-everywhere', { form: formToken }, 'Sign out everywhere', true)}</div>
</section>`,
  };
}

/** The fields that every form of the desk carries along. */
export const carried = ({ formToken }: Session, fields: Record<string, string> = {}): Markup =>
  hidden({ form: formToken, ...fields });
