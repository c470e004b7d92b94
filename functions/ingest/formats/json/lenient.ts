/** What a JSON text means, also with what is no JSON but common: NaN, remarks, a comma before a bracket that closes, and line ends inside strings. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const mended = withoutRemarks(json)
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

/** JSON without the remarks of a programming language: `// …` and those between `/*` and its end. */
export const withoutRemarks = (json: string): string =>
  /\/[/*]/.test(json)
    ? json.replace(/("[^"\\]*(?:\\.[^"\\]*)*"?)|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//g, (_, string?: string) => string ?? ' ')
    : json;
