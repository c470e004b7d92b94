import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type Amended, type AmendPorts, amendNote, amendPaper, closedEdition } from '../../digest/amend.ts';
import { isEditionId } from '../../domain/schedule.ts';
import { textsOf } from '../../subscribe/fields.ts';
import { type DeskContext, type DeskEnv, namedId, noteText, overtaken, refusedNote, wasText } from '../desk-context.ts';
import { closedPage } from '../pages/closed.tsx';

const id = z.string().refine(isEditionId);
const noteForm = z.object({ id, was: wasText, note: noteText });
/** The button that was pressed, with the paper beside it. */
const paperForm = z.union([z.object({ id, drop: namedId }), z.object({ id, release: namedId })]);

/** Routes for a closed edition: its note on the web, and which papers stand. */
export function closedRoutes(ports: AmendPorts, { answer, words }: DeskContext): Hono<DeskEnv> {
  const closedOf = async (sent: unknown) => {
    const named = id.safeParse(sent);
    return named.success ? closedEdition(ports, named.data) : undefined;
  };
  const none = (c: Context) =>
    answer.problem(c, 404, 'No such edition or paper', 'Under Running are the editions that have closed, each with its papers.');

  /** Back to the edition, or why nothing was done. */
  function answered(c: Context, edition: string, said: string, became: Amended, typed = '') {
    if (became.kind === 'none') return none(c);
    if (became.kind === 'last') return answer.problem(c, 409, 'Nothing was done', 'An edition keeps one paper at least.');
    if (became.kind === 'overtaken') return overtaken(c, answer, became.is, typed, `/desk/closed?id=${edition}`);
    return c.redirect(`/desk/closed?id=${edition}&said=${said}`, 303);
  }

  return new Hono<DeskEnv>()
    .get('/desk/closed', async (c) => {
      const named = c.req.query('id');
      if (!named) return c.redirect('/desk/running#editions', 303);
      const found = await closedOf(named);
      if (!found) return none(c);
      return answer.show(c, closedPage(c.var.session, { ...found, words }, c.req.query('said')));
    })
    .post('/desk/closed/note', async (c) => {
      const texts = textsOf(c.var.fields);
      const sent = noteForm.safeParse(texts);
      if (!sent.success) {
        const found = await closedOf(texts.id);
        if (!found) return none(c);
        const refused = refusedNote(texts, sent.error);
        return answer.faulty(c, refused.faults, () => closedPage(c.var.session, { ...found, words, refused }));
      }
      const { id, note, was } = sent.data;
      return answered(c, id, 'note', await amendNote(ports, id, note, was), note);
    })
    .post('/desk/closed/paper', async (c) => {
      const sent = paperForm.safeParse(textsOf(c.var.fields));
      if (!sent.success) return none(c);
      const [act, paper] = 'drop' in sent.data ? ['drop', sent.data.drop] : ['release', sent.data.release];
      return answered(c, sent.data.id, act, await amendPaper(ports, sent.data.id, paper, act === 'drop'));
    });
}
