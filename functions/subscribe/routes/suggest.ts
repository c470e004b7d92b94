import { Hono } from 'hono';
import * as z from 'zod';
import { type Suggestion, suggestion } from '../../domain/suggestion.ts';
import { speaksJson } from '../answers.ts';
import { readFields } from '../fields.ts';
import { faultOf, faultsOf, shown, suggestForm } from '../forms.ts';
import { suggestedPage, suggestPage } from '../pages/suggest.tsx';
import type { RouteContext } from '../route-context.ts';

/** What suggesting a paper needs of the world. */
export type SuggestPorts = {
  suggestions: { add(made: Pick<Suggestion, 'paper' | 'why'>, at: Date): Promise<void> };
  named(from: string): Promise<{ ids: readonly string[] }[]>;
  now(): Date;
};

const paperId = suggestion.shape.paper;

/** Anybody may suggest a paper to the editors: its id alone is kept, and nothing that was typed is ever fetched. */
export function suggestRoutes({ suggestions, named, now }: SuggestPorts, { answer, caps }: RouteContext): Hono {
  return new Hono()
    .get('/suggest', (c) => answer.show(c, suggestPage({}, {})))
    .post('/suggest', async (c) => {
      const fields = await readFields(c.req.raw);
      const sent = suggestForm.safeParse(fields);
      const [one, other] = sent.success ? await named(sent.data.paper) : [];
      const id = z.safeParse(paperId, other ? undefined : one?.ids[0]);
      if (!sent.success || !id.success) {
        const faults = sent.success ? faultOf('paper') : faultsOf(sent.error);
        return answer.faulty(c, faults, () => suggestPage(shown.parse(fields), faults));
      }
      const seconds = await caps.suggestion(c);
      if (seconds > 0) return answer.tooMany(c, seconds);
      await suggestions.add({ paper: id.data, why: sent.data.why }, now());
      return speaksJson(c) ? c.json({ status: 'accepted' }, 202) : answer.show(c, suggestedPage(), 202);
    });
}
