import { randomUUID } from 'node:crypto';
import type { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type Shared, value } from '../domain/mail.ts';

/** A mail's two texts. */
export type Texts = { html: Shared; text: Shared };

/** Stand in a request for the texts that are put there after the SDK has written the rest. Nobody outside can know them. */
const mark = randomUUID();
export const PLACES = { html: `${mark}-html`, text: `${mark}-text` };
const AT_PLACES = new RegExp(`${mark}-(html|text)`);

/**
 * Lets the SDK send texts that are encoded once for all mails that share them: writing and hashing 80 KB of text as a string
 * is most of what its call costs. The SDK serialises `command` with `PLACES` where the texts belong; then this middleware
 * puts the bytes there, before the length is counted and the body signed. Sending throws unless each text has its place.
 */
export function splice(command: SendEmailCommand, texts: Texts): SendEmailCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (typeof request !== 'object' || !request || !('body' in request)) throw new Error('the SDK wrote no request');
      const { body } = request;
      request.body = spliced(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body), texts);
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'spliceTexts' },
  );
  return command;
}

function spliced(json: string, { html, text }: Texts): Buffer {
  const [head = '', first, middle = '', second, tail = '', ...more] = json.split(AT_PLACES);
  if (!first || !second || first === second || more.length > 0)
    throw new Error('the SDK wrote the request in a way unknown here');
  const [one, other] = first === 'html' ? [html, text] : [text, html];
  return Buffer.concat([Buffer.from(head), ...jsonPieces(one), Buffer.from(middle), ...jsonPieces(other), Buffer.from(tail)]);
}

/** Literals as bytes of JSON, kept as long as the pieces they are of. */
const encoded = new WeakMap<readonly string[], readonly Uint8Array[]>();

/** What stands between the quotes of a JSON string (RFC 8259, section 7) that is this text. */
export function jsonPieces(text: Shared): Uint8Array[] {
  const literals = encoded.get(text.pieces) ?? text.pieces.map(inJson);
  encoded.set(text.pieces, literals);
  return literals.map((literal, i) => (i % 2 === 0 ? literal : filling(text, text.pieces[i] ?? '')));
}

/** The last value of each name: it stands in both texts of a mail, a vote's in every card, a date's in all mails of a zone. */
const last = new Map<string, { text: string; bytes: Uint8Array }>();

function filling(shared: Shared, name: string): Uint8Array {
  const text = value(shared, name);
  const known = last.get(name);
  if (known?.text === text) return known.bytes;
  const bytes = inJson(text);
  last.set(name, { text, bytes });
  return bytes;
}

const inJson = (text: string) => Buffer.from(JSON.stringify(text).slice(1, -1));
