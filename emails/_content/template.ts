/** Text cut at its slots: literal text at even positions, the name of a slot at odd ones. */
export type Template = string[];

/** Stands in text where a slot is. Printable text holds no control character, so no feed can forge one. */
export const mark = (name: string) => `\u0001${name}\u0001`;

/** Cuts text at its marks. */
export const cut = (text: string): Template => text.split('\u0001');

type Values = Readonly<Record<string, string>>;

/** One template of several. */
export function joined(templates: readonly Template[]): Template {
  const pieces = [''];
  for (const template of templates) append(pieces, template);
  return pieces;
}

/** A template with values in some of its slots; a value may have slots itself. */
export function filled(template: Template, values: Readonly<Record<string, string | Template>>): Template {
  const pieces = [''];
  template.forEach((piece, i) => {
    const value = i % 2 === 0 ? piece : (values[piece] ?? ['', piece, '']);
    if (typeof value === 'string') pieces[pieces.length - 1] += value;
    else append(pieces, value);
  });
  return pieces;
}

/** Strings are added one to another: the engine puts such a string together once, when it is first read. */
function append(pieces: Template, template: Template): void {
  template.forEach((piece, i) => {
    if (i % 2 === 0) pieces[pieces.length - 1] += piece;
    else pieces.push(piece, '');
  });
}

/** The whole text, with a value in each slot. */
export const written = (template: Template, values: Values): string =>
  template.reduce((text, piece, i) => text + (i % 2 === 0 ? piece : values[piece]), '');

/** How long that is. */
export const lengthOf = (template: Template, values: Values): number =>
  template.reduce((sum, piece, i) => sum + (i % 2 === 0 ? piece : (values[piece] ?? '')).length, 0);
