import type { LetterProps } from '../../../emails/index.tsx';
import { type EditorCounts, ENTRY, editorOf } from '../../domain/editors.ts';
import { timeInWords } from '../../domain/schedule.ts';
import { type KeyRing, signToken } from '../../domain/token.ts';
import type { Mailboxes } from '../mailboxes.ts';
import { type HandOverPorts, handOver, type LetterOutcome } from './hand-over.ts';

/** What sending an editor the link to the desk needs of the world. */
export type DeskLetterPorts = HandOverPorts & {
  editors: { counts(editorId: string): Promise<EditorCounts> };
  mailboxes: Pick<Mailboxes, 'countForEditor'>;
  addressKey(): Promise<Uint8Array>;
  tokenKeys(): Promise<KeyRing>;
  render(props: LetterProps): Promise<{ subject: string; html: string; text: string }>;
};

/** `editors` are addresses, `houseZone` is the one in whose time their letters are dated. */
export type DeskLetterConfig = {
  publicUrl: string;
  publication: LetterProps['publication'];
  editors: readonly string[];
  houseZone: string;
};

/** Sends the link that lets an editor in, if this id is an editor's. Tells which by their place in the list. */
export async function sendDeskLetter(
  ports: DeskLetterPorts,
  { publicUrl, publication, editors, houseZone }: DeskLetterConfig,
  { editorId, letter }: { editorId: string; letter: string },
): Promise<{ outcome: LetterOutcome; editor?: number }> {
  const editor = editorOf(await ports.addressKey(), editors, editorId);
  if (!editor) return { outcome: { kind: 'nothing' } };
  if (!(await ports.mailboxes.countForEditor(editorId, letter, ports.now())))
    return { outcome: { kind: 'too-many' }, editor: editor.place };
  const outcome = await handOver(ports, letter, async () => {
    const now = ports.now();
    const { links } = await ports.editors.counts(editorId);
    const expiresAt = new Date(now.getTime() + ENTRY.linkMinutes * 60_000);
    const token = signToken(await ports.tokenKeys(), { purpose: 'desk', subject: editorId, generation: links, expiresAt });
    const at = timeInWords(now, houseZone, publication.language);
    const url = `${publicUrl}/desk/enter?token=${token}`;
    return {
      to: editor.address,
      ...(await ports.render({ kind: 'desk', publication, at, url, minutes: ENTRY.linkMinutes })),
      headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
      tags: { kind: 'letter', letter },
    };
  });
  return { outcome, editor: editor.place };
}
