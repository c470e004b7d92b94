declare module 'linkify-it' {
  /** Finds addresses in text as mail programs do. */
  export default class LinkifyIt {
    match(text: string): { url: string }[] | null;
  }
}
