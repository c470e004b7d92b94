import * as z from 'zod/mini';
import { en } from 'zod/v4/locales';

// Without a locale `zod/mini` only says "Invalid input".
z.config(en());

/** Parses `process.env`, once, at cold start. Throws an error that names every missing or wrong variable, without values. */
export function readEnv<T extends z.core.$ZodType>(schema: T): z.output<T> {
  const parsed = z.safeParse(schema, process.env);
  if (parsed.success) return parsed.data;
  throw new Error(`The function's environment is wrong:\n${z.prettifyError(parsed.error)}`);
}
