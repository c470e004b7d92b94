import { type Answer, type Call, refusal } from './stand-in.ts';
import { STACK, type Template } from './template.ts';

/** CloudFormation returns letters beyond ASCII as "?" (cloudformation-coverage-roadmap#814). */
const asDescribed = (value: string) => value.replace(/[^\0-\x7f]/gu, '?');
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * CloudFormation: DescribeStacks of the one stack, with its outputs, so that commands find this cloud as they find a deployed
 * one.
 */
export function cloudFormation({ outputs }: Template) {
  const xml = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body });
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${escaped(asDescribed(value))}</OutputValue></member>`,
  );
  const found = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${STACK}</StackName><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

  return ({ body }: Call): Answer => {
    const asked = new URLSearchParams(body.toString());
    const [action, name] = [asked.get('Action'), asked.get('StackName')];
    if (action !== 'DescribeStacks') return refusal(400, 'InvalidAction', `The local cloud does not know ${action}.`);
    if (name === STACK) return xml(200, found);
    const message = `Stack with id ${escaped(name ?? '')} does not exist`;
    return xml(
      400,
      `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
  };
}
