/**
 * Reads a request's fields: JSON and multipart by their content type, everything else as urlencoded, which is what a mail
 * program's one-click request is even where its content type got lost. Undefined when the body cannot be read as it says.
 */
export async function readFields(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.toLowerCase() ?? '';
  try {
    if (isJson(request)) return await request.json();
    if (type.startsWith('multipart/form-data')) return fieldsIn(await request.formData());
    return Object.fromEntries(new URLSearchParams(await request.text()));
  } catch {
    return undefined;
  }
}

/** The last value of each field; of several files under one name, all. */
function fieldsIn(form: FormData): object {
  const valuesOf = (name: string) => form.getAll(name);
  const isFiles = (values: unknown[]) => values.length > 1 && values.every((value) => value instanceof File);
  return Object.fromEntries(
    [...form.keys()].map((name) => [name, isFiles(valuesOf(name)) ? valuesOf(name) : valuesOf(name).at(-1)]),
  );
}

/** Whether a request speaks JSON. */
export function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
}

/** Those fields of a form that are text: files and the like are left out. */
export function textsOf(fields: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof fields !== 'object' || fields === null) return found;
  for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') found[name] = value;
  return found;
}
