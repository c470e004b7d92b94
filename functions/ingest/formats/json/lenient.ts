/**
 * Parses JSON, also with common faults: NaN, comments, a comma before a closing bracket, line ends in strings. Undefined if it
 * fails.
 */
export function parseLenient(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const mended = withoutComments(json)
      .replace(/\p{Cc}/gu, ' ')
      .replace(/("[^"\\]*(?:\\.[^"\\]*)*"?)|, *(?=[}\]])/g, (_, string: string | undefined) => string ?? '')
      .replace(/(?<=[:,[] ?)(?:NaN|-?Infinity|None|undefined)(?= ?[,}\]])/g, 'null');
    if (mended === json) return undefined;
    try {
      return JSON.parse(mended);
    } catch {
      return undefined;
    }
  }
}

/** JSON without comments: `// …` and block comments. */
export const withoutComments = (json: string): string =>
  /\/[/*]/.test(json)
    ? json.replace(/("[^"\\]*(?:\\.[^"\\]*)*"?)|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//g, (_, string?: string) => string ?? ' ')
    : json;
