import { html } from 'hono/html';
import type { Reader } from '../../domain/reader.ts';
import { softBounces } from '../../domain/reputation.ts';
import type { Markup } from './layout.ts';
import type { Words } from './words.ts';

/** What a reader can do who gets no mail any more, since it came back or was called spam. */
export const SUPPRESSED = html`<p>No more mail goes to that address, and nobody can sign it up again. Sign up with <a href="/">another address</a>; or see to the mailbox, and write to us: <a href="/privacy">where to</a>.</p>`;

/** What is unusual about a subscription, and what its reader can do about it: a paragraph each. */
export function advice(reader: Reader, now: Date, words: Words): Markup[] {
  const { status, preferences, pausedUntil = '', moving, changed, bouncedOn = [] } = reader;
  const zone = preferences?.zone ?? 'UTC';
  const date = (at: string) => words.date(new Date(at), zone);
  if (status === 'suppressed') return [SUPPRESSED];
  if (status === 'unsubscribed') return [html`<p>No more mail comes. To have it again, <a href="/">sign up</a>.</p>`];
  if (status === 'pending')
    return [
      html`<p>Press the button behind the link in the mail that asked you. If it is gone, <a href="/">sign up</a> once more.</p>`,
    ];
  const said: Markup[] = [];
  if (pausedUntil > now.toISOString())
    said.push(
      html`<p>You pause: mail begins again on ${date(pausedUntil)}. “Day, hour or pause” in any digest ends the pause at once.</p>`,
    );
  const days = softBounces(bouncedOn, now);
  if (days.length > 0)
    said.push(
      html`<p>Mail to you came back on ${words.counted(days.length, 'day')} of the last two weeks, the last time on ${words.day(days.at(-1) ?? '')}: is the mailbox full? After five such days nothing more is sent to it. You can change the address below.</p>`,
    );
  if (moving && now.getTime() - Date.parse(moving.at) < DAY_MS)
    said.push(
      html`<p>You asked for <bdi>${moving.address}</bdi> on ${date(moving.at)}. Use the link mailed there, within 24 hours; until then mail comes here.</p>`,
    );
  if (changed && now.getTime() - Date.parse(changed.at) < 30 * DAY_MS)
    said.push(
      html`<p>The address was changed on ${date(changed.at)}. If that was not you, write to us: <a href="/privacy">where to</a>.</p>`,
    );
  return said;
}
const DAY_MS = 86_400_000;
