import { type Answer, type Call, refusal } from './gateway.ts';
import { STACK, type Template } from './template.ts';

const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** An output as CloudFormation returns it: `?` for each letter beyond ASCII (cloudformation-coverage-roadmap#814). */
export const asDescribed = (value: string) => value.replace(/[^\0-\x7f]/gu, '?');

/** The answer of DescribeStacks; `more` is what else it says of a stack, in XML. */
export function described(stacks: { name: string; outputs?: Record<string, string>; more?: string }[]): string {
  const members = stacks.map(({ name, outputs = {}, more = '' }) => {
    const values = Object.entries(outputs).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(asDescribed(value))}</OutputValue></member>`,
    );
    return `<member><StackName>${name}</StackName>${more}<Outputs>${values.join('')}</Outputs></member>`;
  });
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${members.join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

/**
 * CloudFormation: DescribeStacks of the one stack, with its outputs, so that commands find this cloud as they find a deployed
 * one.
 */
export function cloudFormation({ outputs }: Template) {
  const xml = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body });
  return ({ body }: Call): Answer => {
    const asked = new URLSearchParams(body.toString());
    const [action, name] = [asked.get('Action'), asked.get('StackName')];
    if (action !== 'DescribeStacks') return refusal(400, 'InvalidAction', `The local cloud does not know ${action}.`);
    if (name === STACK) return xml(200, described([{ name, outputs }]));
    const message = `Stack with id ${escaped(name ?? '')} does not exist`;
    return xml(400, `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`);
  };
}
