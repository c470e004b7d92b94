import { describe, expect, test } from 'vitest';
import { appWithoutBundles, type Json } from './synth.ts';

const made = (context: Record<string, unknown>) => {
  const { Resources, Outputs } = appWithoutBundles(context).synth().getStackByName('Broadsheet').template;
  const of = (type: string) => Object.values<Json>(Resources).filter(({ Type }) => Type === type);
  const records = () => of('AWS::Route53::RecordSet').map(({ Properties: { Name, Type } }) => `${Type} ${JSON.stringify(Name)}`);
  const dns = Object.keys(Outputs).filter((name) => name.startsWith('Dns'));
  return { Outputs, text: JSON.stringify(Resources), of, records, dns };
};
const hostedZone = 'Z0123456789ABC';

describe('DMARC', () => {
  test('asks receivers for reports at most, unless more is said: other mail of the domain stays where it goes today', () => {
    expect(made({}).Outputs.DnsDmarc.Value).toBe('_dmarc.example.org. TXT "v=DMARC1; p=none"');
    expect(made({ dmarc: 'quarantine' }).Outputs.DnsDmarc.Value).toBe('_dmarc.example.org. TXT "v=DMARC1; p=quarantine"');
    expect(made({ hostedZone }).text).toContain('v=DMARC1; p=none');
  });

  test('is neither written nor asked for where there is some already', () => {
    expect(made({ dmarc: 'off' }).dns).not.toContain('DnsDmarc');
    expect(made({ dmarc: 'off', hostedZone }).text).not.toContain('DMARC');
  });
});

describe('an identity that SES has already', () => {
  const mine = made({ existingIdentity: true, dmarc: 'off' });

  test('is used, not made: no resource, no records of its own in DNS', () => {
    expect(mine.of('AWS::SES::EmailIdentity')).toEqual([]);
    expect(mine.dns).toEqual([]);
    expect(made({ existingIdentity: 'true', dmarc: 'off', hostedZone }).records()).toEqual([]);
  });

  test('is what functions may send from, with the configuration set', () => {
    const grants = mine
      .of('AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }: Json) => Action === 'ses:SendEmail');
    expect(grants).toHaveLength(2);
    for (const grant of grants) expect(JSON.stringify(grant)).toContain(':identity/');
    for (const { Properties } of mine.of('AWS::Lambda::Function'))
      if (Properties.Environment.Variables.FROM_ADDRESS) expect(Properties.Environment.Variables.CONFIGURATION_SET).toBeDefined();
  });
});
