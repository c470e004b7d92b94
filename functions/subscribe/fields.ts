/**
 * Reads a request's fields: JSON and multipart by their content type, everything else as urlencoded, because one-click requests
 * of mail programs may lose their content type. Undefined if the body does not fit its type.
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
  const fields = new Map<string, string | File | File[]>();
  for (const [name, value] of form) {
    const before = fields.get(name);
    if (typeof value === 'string' || before === undefined || typeof before === 'string') fields.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else fields.set(name, [before, value]);
  }
  return Object.fromEntries(fields);
}

/** True if a request's body is JSON. */
export function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
}

/** The fields of a form that are text, without its files. */
export function textsOf(fields: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof fields !== 'object' || fields === null) return found;
  for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') found[name] = value;
  return found;
}
