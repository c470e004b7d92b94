import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type NextEdition, type NextEditionPorts, nextEdition } from '../../digest/next-edition.ts';
import { type Edit, MOST_SENTENCE, pinnedUp } from '../../domain/editor.ts';
import type { Mail, SendOutcome } from '../../domain/mail.ts';
import { SUBJECT_IDS } from '../../domain/subject.ts';
import { printable } from '../../domain/text/characters.ts';
import { textsOf } from '../../subscribe/fields.ts';
import { faultsOf } from '../../subscribe/forms.ts';
import { Typed } from '../../subscribe/pages/form.tsx';
import type { Markup } from '../../subscribe/pages/layout.tsx';
import { type DeskContext, type DeskEnv, namedId, noteText, overtaken, refusedNote, wasText } from '../desk-context.ts';
import { closePage, editionPage } from '../pages/edition.tsx';
import { mailPage } from '../pages/mail.tsx';
import { paperPage, sentenceAndSubject } from '../pages/paper.tsx';
import { nextMail, type Publisher, testMail } from '../whole-mail.ts';

/** What making the next edition needs of the world. */
export type EditionPorts = NextEditionPorts & {
  editor: {
    choose(choice: 'pin' | 'drop', paper: string, at: Date): Promise<void>;
    order(papers: readonly string[], at: Date): Promise<void>;
    release(paper: string): Promise<void>;
    edit(paper: string, edit: Edit, at: Date): Promise<void>;
    note(day: string, text: string, at: Date): Promise<void>;
    close(day: string, at: Date): Promise<boolean>;
  };
  send(mail: Mail): Promise<SendOutcome>;
  now(): Date;
};

/** The button that was pressed, with the paper beside it. */
const chooseForm = z.union([
  z.object({ pin: namedId }),
  z.object({ up: namedId }),
  z.object({ drop: namedId }),
  z.object({ release: namedId }),
]);
const noteForm = z.object({ day: z.string().default(''), was: wasText, note: noteText });
const editForm = z.object({
  was: wasText,
  sentence: z.string().transform(printable).pipe(z.string().max(MOST_SENTENCE)),
  subject: z.enum(SUBJECT_IDS),
});

/** The policy of a mail in preview: it has its own styles, runs nothing and fetches nothing. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'";

/** Routes for the next edition: its papers, what editors change, and its mail. */
export function editionRoutes(ports: EditionPorts, { answer, caps, words }: DeskContext, publisher: Publisher): Hono<DeskEnv> {
  const { editor, closeTime, now } = ports;
  const next = () => nextEdition(ports, now());
  /** The pinned papers of this edition. Pins of closed days stay as they are. */
  const pinned = ({ papers }: NextEdition) => papers.flatMap(({ id, pin }) => (pin === undefined ? [] : [id]));
  const back = (c: Context, said: string) => c.redirect(`/desk?said=${said}`, 303);
  const unread = (c: Context, advice: string) => answer.problem(c, 400, 'Nothing was done', advice);
  const closed = (c: Context, more?: Markup) =>
    answer.problem(c, 409, 'That edition has closed', 'What can still change of it is under Running: choose it there.', more);
  const none = (c: Context) =>
    answer.problem(
      c,
      404,
      'No such paper',
      'It is not in the next edition: its own edition has closed, or its upload was taken back.',
    );
  /** A paper of this edition, by any of its ids: as it came, and unless it is dropped, as it is printed and at which place. */
  const found = ({ news, papers }: NextEdition, id = '') => {
    const original = news.find(({ ids }) => ids.includes(id));
    const printed = papers.find(({ ids }) => ids.includes(id));
    return original && { original, printed, at: printed && papers.indexOf(printed) + 1 };
  };

  return new Hono<DeskEnv>()
    .get('/desk', async (c) => {
      const edition = await next();
      const said = { word: c.req.query('said'), paper: found(edition, c.req.query('paper'))?.original.title };
      return answer.show(c, editionPage(c.var.session, { edition, closeTime, words, said }));
    })
    .post('/desk/choose', async (c) => {
      const sent = chooseForm.safeParse(textsOf(c.var.fields));
      if (!sent.success) return unread(c, 'The form could not be read.');
      const [[act, named] = ['', '']] = Object.entries(sent.data);
      const edition = await next();
      const about = found(edition, named);
      if (!about) return none(c);
      const { id, ids } = about.original;
      if (act === 'pin' || act === 'drop') await editor.choose(act, id, now());
      else if (act === 'up') await editor.order(pinnedUp(pinned(edition), id), now());
      // It may have been chosen before it was known under this id.
      else for (const one of ids) await editor.release(one);
      return back(c, `${act}&paper=${encodeURIComponent(id)}`);
    })
    .post('/desk/note', async (c) => {
      const texts = textsOf(c.var.fields);
      const sent = noteForm.safeParse(texts);
      const edition = await next();
      if (!sent.success) {
        const refused = refusedNote(texts, sent.error);
        return answer.faulty(c, refused.faults, () => editionPage(c.var.session, { edition, closeTime, words, refused }));
      }
      const { day, note, was } = sent.data;
      if (day !== edition.day) return closed(c, Typed({ typed: note }));
      const is = printable(edition.choices.note ?? '');
      if (is !== was && is !== note) return overtaken(c, answer, is, note, '/desk');
      await editor.note(day, note, now());
      return back(c, 'note');
    })
    .get('/desk/paper', async (c) => {
      const about = found(await next(), c.req.query('id'));
      return about ? answer.show(c, paperPage(c.var.session, { ...about, words }, c.req.query('said'))) : none(c);
    })
    .post('/desk/paper', async (c) => {
      const texts = textsOf(c.var.fields);
      const sent = editForm.safeParse(texts);
      const about = found(await next(), texts.paper);
      if (!about) return none(c);
      if (!sent.success) {
        const refused = { texts, faults: faultsOf(sent.error) };
        return answer.faulty(c, refused.faults, () => paperPage(c.var.session, { ...about, words, refused }));
      }
      const { original, printed = original } = about;
      const { sentence, subject, was } = sent.data;
      const is = sentenceAndSubject(printed);
      if (is !== was && is !== sentenceAndSubject({ tldr: sentence, subject }))
        return overtaken(c, answer, is, sentence, `/desk/paper?id=${encodeURIComponent(original.id)}`);
      const tldr = sentence === '' || sentence === original.tldr ? undefined : sentence;
      await editor.edit(original.id, { tldr, subject: subject === original.subject ? undefined : subject }, now());
      return c.redirect(`/desk/paper?id=${encodeURIComponent(original.id)}&said=saved`, 303);
    })
    .get('/desk/mail', async (c) => {
      const edition = await next();
      return answer.show(c, mailPage(c.var.session, await nextMail(edition, publisher), c.req.query('said')));
    })
    .get('/desk/mail/html', async (c) => {
      const mail = await nextMail(await next(), publisher);
      c.header('Content-Security-Policy', MAIL_POLICY);
      return c.html(mail?.html ?? '');
    })
    .get('/desk/mail/text', async (c) => c.text((await nextMail(await next(), publisher))?.text ?? ''))
    .post('/desk/mail/test', async (c) => {
      const seconds = await caps.change(c.var.session.editor.id);
      if (seconds > 0) return answer.tooMany(c, seconds);
      const mail = await testMail(await next(), publisher, c.var.session.editor.address);
      if (!mail) return unread(c, 'There are no papers yet, so there is nothing to send.');
      const outcome = await ports.send(mail);
      return c.redirect(`/desk/mail?said=${outcome.kind === 'sent' ? 'sent' : 'unsent'}`, 303);
    })
    .get('/desk/close', async (c) => {
      const edition = await next();
      if (!edition.mayCloseEarly || edition.choices.closesAt) return c.redirect('/desk', 303);
      return answer.show(c, closePage(c.var.session, { edition, closeTime, words }));
    })
    .post('/desk/close', async (c) => {
      const edition = await next();
      if (textsOf(c.var.fields).day !== edition.day || !edition.mayCloseEarly) return closed(c);
      await editor.close(edition.day, now());
      return back(c, 'close');
    });
}
