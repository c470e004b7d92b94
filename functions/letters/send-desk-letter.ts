import type { LetterProps } from '../../emails/index.tsx';
import { type EditorCounts, ENTRY, editorOf } from '../domain/editors.ts';
import { type KeyRing, signToken } from '../domain/token.ts';
import { timeInWords } from '../domain/wording.ts';
import type { Mailboxes } from '../subscribe/mailboxes.ts';
import { type HandOverPorts, handOver, type LetterOutcome } from './hand-over.ts';

/** What `sendDeskLetter` needs. */
export type DeskLetterPorts = HandOverPorts & {
  editors: { counts(editorId: string): Promise<EditorCounts> };
  mailboxes: Pick<Mailboxes, 'countForEditor'>;
  addressKey(): Promise<Uint8Array>;
  tokenKeys(): Promise<KeyRing>;
  render(props: LetterProps): Promise<{ subject: string; html: string; text: string }>;
};

/** `editors`: their addresses. `closeZone`: the time zone of dates in their letters. */
export type DeskLetterConfig = {
  publicUrl: string;
  publication: LetterProps['publication'];
  editors: readonly string[];
  closeZone: string;
};

/**
 * Sends an editor the link that lets them in (`desk`), or tells them that they entered from a new browser (`desk-entered`). Sends
 * nothing if the id is no editor's. `editor` is their place in the list.
 */
export async function sendDeskLetter(
  ports: DeskLetterPorts,
  { publicUrl, publication, editors, closeZone }: DeskLetterConfig,
  { kind, editorId, letter }: { kind: 'desk' | 'desk-entered'; editorId: string; letter: string },
): Promise<{ outcome: LetterOutcome; editor?: number }> {
  const editor = editorOf(await ports.addressKey(), editors, editorId);
  if (!editor) return { outcome: { kind: 'nothing' } };
  // A cap on links only: anybody can ask for one, but only an editor can enter.
  if (kind === 'desk' && !(await ports.mailboxes.countForEditor(editorId, letter, ports.now())))
    return { outcome: { kind: 'too-many' }, editor: editor.place };
  const outcome = await handOver(ports, letter, async () => {
    const now = ports.now();
    const about = { publication, at: timeInWords(now, closeZone, publication.language) };
    const url = kind === 'desk' ? `${publicUrl}/desk/enter?token=${await linkToken(ports, editorId, now)}` : undefined;
    return {
      to: editor.address,
      ...(await ports.render(
        url ? { kind: 'desk', ...about, url, minutes: ENTRY.linkMinutes } : { kind: 'desk-entered', ...about },
      )),
      headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
      tags: { kind: 'letter', letter },
    };
  });
  return { outcome, editor: editor.place };
}

/** The token of a link that works once: it holds how many links were used before. */
async function linkToken({ editors, tokenKeys }: DeskLetterPorts, editorId: string, now: Date): Promise<string> {
  const { links } = await editors.counts(editorId);
  const expiresAt = new Date(now.getTime() + ENTRY.linkMinutes * 60_000);
  return signToken(await tokenKeys(), { purpose: 'desk', subject: editorId, generation: links, expiresAt });
}
