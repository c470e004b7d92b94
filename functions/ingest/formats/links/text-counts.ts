/** Counts of a text, by which a list of papers is recognised. */
export class TextCounts {
  lines = 0;
  /** Lines of sections with papers. */
  nearLines = 0;
  /** Lines that are part of a paper. */
  paperLines = 0;
  certainTitles = 0;
  /** Titles that are only words beside a link. */
  uncertainTitles = 0;
  /** Lines of prose outside papers. */
  proseLines = 0;
  /** The lines of this section, and how many papers there were before it. */
  #section = { lines: 0, papers: 0 };
  /** How many headings a level has, and how many of them are papers. */
  readonly #headings = new Map<number, { all: number; papers: number }>();

  /** True if the headings of one level are papers. */
  get headingsArePapers(): boolean {
    return [...this.#headings.values()].some(({ all, papers }) => papers > 2 && papers >= 0.8 * all);
  }

  /** Counts a line that is not empty. A line of a table of contents does not count, and a heading begins a section. */
  line(line: string, papers: number): void {
    const level = levelOf(line);
    if (level > 0) this.section(level, papers);
    else if (!CONTENTS.test(line)) {
      this.lines += 1;
      this.#section.lines += 1;
    }
  }

  /** Ends a section. `papers`: how many papers there are now. `level`: that of the next heading; 0 at the end. */
  section(level: number, papers: number): void {
    if (papers > this.#section.papers) this.nearLines += this.#section.lines;
    this.#section = { lines: 0, papers };
    const heading = this.#headings.get(level) ?? { all: 0, papers: 0 };
    this.#headings.set(level, { ...heading, all: heading.all + 1 });
  }

  /** Notes that a heading of this level is a paper. */
  headedPaper(level: number): void {
    const heading = this.#headings.get(level);
    if (heading) heading.papers += 1;
  }
}

/** The level of a heading; 0 for any other line. */
export const levelOf = (line: string): number => /^#{1,6}(?= )/.exec(line)?.[0].length ?? 0;

/** A line of a table of contents: a link to a heading. */
const CONTENTS = /^(?:[-*+] |\d{1,3}\. )?\[[^\]]{1,200}\]\((?:\.\/)?#[^)\s]{0,300}\)$/;
