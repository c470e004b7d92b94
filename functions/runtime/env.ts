import * as z from 'zod';

/** Parses `process.env`, once, at cold start. Throws one message that names every missing or wrong variable, without values. */
export function readEnv<T extends z.ZodType>(schema: T): z.output<T> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new Error(`The function's environment is wrong:\n${z.prettifyError(parsed.error)}`);
}
