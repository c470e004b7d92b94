import { isProse, nodeOf, XmlNode } from './node.ts';

/** An open element and the one around it. An element with only text has no node. */
type Open = { name: string; node: XmlNode | undefined; text: string; within: Open | undefined };

/** Builds the node of one element while it is read. Tags inside prose become part of the text. */
export class XmlTree {
  #open: Open | undefined;
  #prose = 0;

  get empty(): boolean {
    return this.#open === undefined;
  }

  get inProse(): boolean {
    return this.#prose > 0;
  }

  open(name: string, attributes: () => Readonly<Record<string, string>>): void {
    const parent = this.#open;
    if (this.#prose > 0 && parent) {
      this.#prose += 1;
      parent.text += `<${name}>`;
      return;
    }
    this.#open = { name, node: nodeOf(attributes()), text: '', within: parent };
    if (parent && isProse(name)) this.#prose = 1;
  }

  text(text: string): void {
    if (this.#open && (this.#prose > 0 || /\S/.test(text))) this.#open.text += text;
  }

  /** Closes the innermost element. Returns the finished node if that was the outermost element. */
  close(name: string): XmlNode | undefined {
    const element = this.#open;
    if (!element) return undefined;
    if (this.#prose > 1) {
      this.#prose -= 1;
      element.text += `</${name}>`;
      return undefined;
    }
    this.#prose = 0;
    const { node, text, within } = element;
    this.#open = within;
    if (node && text) node['#'] = text;
    if (!within) return node ?? new XmlNode();
    within.node ??= new XmlNode();
    const siblings = within.node[name];
    const value = node ?? text;
    if (siblings === undefined) within.node[name] = value;
    else if (Array.isArray(siblings)) siblings.push(value);
    else within.node[name] = [siblings, value];
    return undefined;
  }
}
