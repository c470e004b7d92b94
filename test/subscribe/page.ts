import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

type Element = Tree.Element;

/** What a browser makes of a page: its elements, what it reads out, and what its forms would send. */
export function pageOf(html: string) {
  const all = elementsOf(parse(html));
  return {
    /** Elements with these attributes, `''` for one without a value. */
    find: (tag: string, attributes: Record<string, string> = {}) =>
      all.filter(
        (element) =>
          element.tagName === tag && Object.entries(attributes).every(([name, value]) => attributeOf(element, name) === value),
      ),
    /** All its forms' fields and their values, as they are sent. */
    fields: Object.fromEntries(all.flatMap(fieldOf)),
  };
}

/** Its text, with white space as a browser shows it. */
export const textOf = (element: Element | undefined): string =>
  element ? textsOf(element).join('').replace(/\s+/g, ' ').trim() : '';

export const attributeOf = ({ attrs }: Element, wanted: string) => attrs.find(({ name }) => name === wanted)?.value;

const elementsOf = (node: Tree.Node): Element[] =>
  'childNodes' in node
    ? node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...elementsOf(child)] : elementsOf(child)))
    : [];

const textsOf = (node: Tree.Node): string[] =>
  'value' in node ? [node.value] : 'childNodes' in node ? node.childNodes.flatMap(textsOf) : [];

function fieldOf(element: Element): [string, string][] {
  const [name, type] = [attributeOf(element, 'name'), attributeOf(element, 'type') ?? ''];
  if (name === undefined) return [];
  if (element.tagName === 'textarea') return [[name, textsOf(element).join('')]];
  if (element.tagName === 'select') {
    const options = elementsOf(element).filter(({ tagName }) => tagName === 'option');
    const chosen = options.find((option) => attributeOf(option, 'selected') !== undefined) ?? options[0];
    return chosen ? [[name, attributeOf(chosen, 'value') ?? textOf(chosen)]] : [];
  }
  const off = (type === 'checkbox' || type === 'radio') && attributeOf(element, 'checked') === undefined;
  return element.tagName === 'input' && !off ? [[name, attributeOf(element, 'value') ?? '']] : [];
}
