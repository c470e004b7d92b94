import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type Answers, speaksJson } from './answers.ts';
import type { EditionPorts } from './edition-routes.ts';
import { readFields } from './fields.ts';
import { sentPage } from './pages/links.ts';
import { type SignUpProps, signUpPage } from './pages/sign-up.ts';
import { type SignUpPorts, signUp } from './sign-up.ts';
import { faultsOf, signUpForm } from './sign-up-form.ts';

export type SignUpRoutePorts = SignUpPorts & Pick<EditionPorts, 'editions'>;

/** What a refused form held, to be shown again. Files and the like are left out. */
const shown = z.record(z.string(), z.string()).catch({});

/** The front page with its form, and where the form goes. */
export function signUpRoutes(ports: SignUpRoutePorts, { show }: Answers, houseZone: string): Hono {
  const front = async (c: Context, form: Pick<SignUpProps, 'values' | 'faults'>, status: 200 | 400) => {
    const latest = (await ports.editions.house(3)).map((edition) => ({ ...edition, zone: houseZone }));
    return show(c, signUpPage({ ...form, houseZone, latest }), status);
  };

  return new Hono()
    .get('/', (c) => {
      c.header('Cache-Control', 'public, max-age=300');
      return front(c, { values: {}, faults: {} }, 200);
    })
    .post('/subscribe', async (c) => {
      const fields = await readFields(c.req.raw);
      const form = signUpForm.safeParse(fields);
      if (form.success) {
        await signUp(ports, form.data);
        return speaksJson(c) ? c.json({ status: 'accepted' }, 202) : show(c, sentPage(), 202);
      }
      const faults = faultsOf(form.error);
      return speaksJson(c)
        ? c.json({ error: 'The form has faults', faults }, 400)
        : front(c, { values: shown.parse(fields), faults }, 400);
    });
}
