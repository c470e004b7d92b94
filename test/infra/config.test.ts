import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCENT, PAPER } from '../../functions/contract/colours.ts';
import { byNight, contrast } from '../../infra/accent.ts';
import { SETTINGS, settingLines } from '../../infra/cli/lib/settings.ts';
import { config, environmentText, stackName, textBytes } from '../../infra/config.ts';
import { appWithoutBundles, type Json } from './synth.ts';

/** Settings with everything in them that stands in an environment. */
const LONGEST = {
  stage: 'abcdefghijkl',
  domain: 'papers.department.university.example.org',
  from: 'digest@papers.department.university.example.org',
  replyTo: 'desk@papers.department.university.example.org',
  webDomain: 'www.papers.department.university.example.org',
  publisher: 'x',
  allowedSites: 'https://lab.example https://www.lab.example',
  closeZone: 'America/Argentina/Buenos_Aires',
  sources: 'hf:daily',
};

/** What AWS makes of a reference, as long as it gets: the URL of a queue in the region with the longest name. */
const deployedName = (value: Json): string =>
  typeof value === 'string'
    ? value
    : 'https://sqs.ap-southeast-2.amazonaws.com/123456789012/Broadsheet-abcdefghijkl-SubscribeLettersOwedQueue26F0470C-abcdefghijkl';

describe('the configuration', () => {
  test('has a default for everything, so that a clone synthesises', () => {
    expect(config.parse({})).toMatchObject({ domain: 'example.org', from: 'digest@example.org', closeZone: 'UTC', closeHour: 5 });
    expect(stackName(undefined)).toBe('Broadsheet');
    expect(stackName('trial')).toBe('Broadsheet-trial');
    expect(stackName('main')).toBe('Broadsheet');
  });

  test('reads what a command line gives: text', () => {
    expect(config.parse({ closeHour: '07' }).closeHour).toBe(7);
  });

  test.each([
    [{ domain: 'https://example.org' }, 'domain'],
    [{ domain: 'example.org', from: 'digest@example.com' }, 'from'],
    [{ domain: 'example.org', from: 'digest@notexample.org' }, 'from'],
    [{ domain: 'example.org', from: 'Digest <digest@example.org>' }, 'from'],
    [{ closeZone: 'Mars/Olympus' }, 'closeZone'],
    [{ closeZone: '+02:00' }, 'closeZone'],
    [{ closeHour: '24' }, 'closeHour'],
    [{ allowedSites: 'lab.example' }, 'allowedSites'],
    [{ allowedSites: 'https://lab.example/papers' }, 'allowedSites'],
    [{ mailsPerHour: '0' }, 'mailsPerHour'],
    [{ sources: 'cs.CL' }, 'sources'],
    [{ sources: 'rss:http://journal.example/feed' }, 'sources'],
    [{ editors: 'ak@lab.example; ada' }, 'editors'],
    [{ summaryModel: 'arn:aws:bedrock:eu-west-1::foundation-model/*' }, 'summaryModel'],
    [{ language: 'de-DE' }, 'language'],
    [{ accent: 'red' }, 'accent'],
    [{ accent: '#b5b5b5' }, 'accent'],
    [{ stage: 'Production' }, 'stage'],
    [{ sesShare: '0' }, 'sesShare'],
    [{ logDays: '100' }, 'logDays'],
    [{ ledgerDays: '29' }, 'ledgerDays'],
    [{ ledgerDays: '90.5' }, 'ledgerDays'],
    [{ sesShare: '101' }, 'sesShare'],
    [{ hostedZone: 'example.org' }, 'hostedZone'],
    [{ webDomain: 'papers.example.com', hostedZone: 'Z0123456789ABC' }, 'webDomain'],
    [{ webDomain: 'notexample.org', hostedZone: 'Z0123456789ABC' }, 'webDomain'],
    [{ webDomain: 'example.org' }, 'webDomain'],
    [{ webDomain: 'bounce.example.org' }, 'webDomain'],
    [{ dmarc: 'reject' }, 'dmarc'],
    [{ existingIdentity: 'perhaps' }, 'existingIdentity'],
    [{ postalAdress: '1 Main Street' }, undefined],
  ])('refuses %o', (settings, fault) => {
    const { error } = config.safeParse(settings);
    expect(error?.issues.map(({ path }) => path[0])).toEqual([fault]);
  });

  test('a colour is as readable by night as by day, and the default is Broadsheet’s own', () => {
    expect(byNight(config.parse({}).accent)).toEqual(ACCENT);
    expect([ACCENT.light, ACCENT.dark].map((colour, i) => contrast(colour, [PAPER.light, PAPER.dark][i]!))).toSatisfy(
      (ratios: number[]) => ratios.every((ratio) => ratio >= 4.5),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (n) => {
        const accent = `#${n.toString(16).padStart(6, '0')}`;
        const { success } = config.safeParse({ accent });
        expect(success).toBe(contrast(accent, '#fdfcf9') >= 4.5);
        const { dark } = byNight(accent);
        expect(config.shape.accent.safeParse(dark).error?.issues[0]?.message ?? '').not.toContain('not a colour');
        expect(contrast(dark, '#181715')).toBeGreaterThanOrEqual(4.5);
      }),
    );
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  });

  test('texts that together take more than Lambda’s 4 KB of environment are refused, by their bytes; what is accepted fits', () => {
    for (const long of [{ privacyNote: '論'.repeat(1_000) }, { publisher: 'x'.repeat(3_000) }])
      expect(config.safeParse(long).error?.issues.map(({ path }) => path)).toEqual([Object.keys(long)]);
    const filled = (most: Partial<typeof LONGEST> & { privacyNote?: string; editors?: string }) => {
      const room = environmentText(most) - textBytes(config.parse(most));
      return { ...LONGEST, ...most, publisher: `${LONGEST.publisher}${'x'.repeat(room)}` };
    };
    const longest = filled({ ...LONGEST, privacyNote: '論'.repeat(300) });
    expect(config.safeParse({ ...longest, publisher: `${longest.publisher}x` }).error?.issues[0]?.message).toMatch(
      /3,001 bytes.+ 3,000$/,
    );
    // With a long note SUBSCRIBE has most, and where there is a desk, DESK.
    for (const settings of [longest, filled({ ...LONGEST, editors: 'ak@lab.example' })]) {
      const { Resources } = appWithoutBundles(settings).synth().getStackByName(stackName(settings.stage)).template;
      const sizes = Object.values<Json>(Resources)
        .filter(({ Type }) => Type === 'AWS::Lambda::Function')
        .map(({ Properties }) => Object.entries<Json>(Properties.Environment.Variables))
        .map((variables) => variables.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + deployedName(value)), 0));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
      expect(Math.max(...sizes)).toBeGreaterThan(3_500);
    }
  });

  test('names all faults in one message, before anything is synthesised', () => {
    expect(() => appWithoutBundles({ domain: 'nowhere', closeHour: 99 })).toThrow(/domain name[\s\S]*hour, 0 to 23/);
  });

  test('reaches the functions as their environment', () => {
    const context = {
      domain: 'lab.example',
      from: 'news@mail.lab.example',
      replyTo: 'desk@lab.example',
      closeZone: 'Asia/Tokyo',
      closeHour: '9',
      allowedSites: 'https://lab.example https://www.lab.example',
      mailsPerHour: '200',
      language: 'en-US',
      sesShare: '25',
      privacyNote: 'Our officer is Ada.',
      summaryModel: 'amazon.nova-micro-v1:0',
      accent: '#0000EE',
      logDays: '365',
      ledgerDays: '30',
    };
    const { template } = appWithoutBundles(context).synth().getStackByName('Broadsheet');
    const text = JSON.stringify(template);
    for (const variable of [
      '"FROM_ADDRESS":"news@mail.lab.example"',
      '"REPLY_TO":"desk@lab.example"',
      '"LIST_DOMAIN":"lab.example"',
      '"LIST_LANGUAGE":"en-US"',
      '"CLOSE_ZONE":"Asia/Tokyo"',
      '"CLOSE_HOUR":"9"',
      '"ALLOWED_SITES":"https://lab.example https://www.lab.example"',
      '"MAILS_PER_HOUR":"200"',
      '"SES_SHARE":"0.25"',
      '"SUMMARY_MODEL":"amazon.nova-micro-v1:0"',
      '"CONTACT":"desk@lab.example"',
      '"PRIVACY_NOTE":"Our officer is Ada."',
      '"LOG_DAYS":"365"',
      '"RetentionInDays":365',
      '"ExpirationInDays":365',
      '"LEDGER_DAYS":"30"',
      '"ACCENT":"#0000ee #8080f7"',
      '"ses:FromAddress":"news@mail.lab.example"',
    ]) {
      expect(text).toContain(variable);
    }
  });
});

describe('two stages in one account', () => {
  const [main, trial] = [{}, { stage: 'trial', domain: 'trial.example.org', from: 'digest@trial.example.org' }].map((context) => {
    const [stack] = appWithoutBundles(context).synth().stacks;
    return Object.entries<Json>(stack!.template.Resources);
  });

  test('share no name that is given, so neither deploys over the other', () => {
    const names = (resources: [string, Json][]) =>
      resources.flatMap(([, { Properties = {} }]) =>
        ['AlarmName', 'DashboardName', 'TableName', 'BucketName', 'FunctionName', 'RoleName', 'EmailIdentity'].flatMap(
          (name) => Properties[name] ?? [],
        ),
      );
    expect(names(main!).length).toBeGreaterThan(20);
    expect(names(main!).filter((name) => names(trial!).includes(name))).toEqual([]);
  });

  test('count and alarm apart', () => {
    const text = JSON.stringify(trial);
    expect(text).toContain('"STACK":"Broadsheet-trial"');
    expect(text).toContain('"Namespace":"Broadsheet-trial"');
    expect(text).not.toContain('"Namespace":"Broadsheet"');
  });
});

describe('the web address', () => {
  const made = (context: Record<string, string>) => {
    const { Resources, Outputs } = appWithoutBundles(context).synth().getStackByName('Broadsheet').template;
    const of = (type: string) => Object.values<Json>(Resources).filter(({ Type }) => Type === type);
    return { Resources, Outputs, of };
  };

  test('is a domain with its certificate, which mails and pages link to, and says what has to stand in DNS', () => {
    const { Resources, Outputs, of } = made({ webDomain: 'papers.example.org' });
    expect(of('AWS::CertificateManager::Certificate')).toMatchObject([
      { Properties: { DomainName: 'papers.example.org', ValidationMethod: 'DNS' } },
    ]);
    expect(of('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    const urls = of('AWS::Lambda::Function').flatMap(({ Properties }) => Properties.Environment.Variables.PUBLIC_URL ?? []);
    expect(urls).toEqual(Array(4).fill('https://papers.example.org'));
    expect(JSON.stringify(Outputs.DnsWeb.Value)).toMatch(/papers\.example\.org\. CNAME /);
    expect(JSON.stringify(Resources)).not.toContain('DisableExecuteApiEndpoint');
  });

  test('and all records are written where Route 53 has the zone', () => {
    const { Outputs, of } = made({ webDomain: 'papers.example.org', hostedZone: 'Z0123456789ABC' });
    const records = of('AWS::Route53::RecordSet').map(({ Properties }) => Properties);
    expect(records.map(({ Type }) => Type).sort()).toEqual(['A', 'CNAME', 'CNAME', 'CNAME', 'MX', 'TXT', 'TXT']);
    expect(new Set(records.map(({ HostedZoneId }) => HostedZoneId))).toEqual(new Set(['Z0123456789ABC']));
    expect(JSON.stringify(of('AWS::CertificateManager::Certificate'))).toContain('"HostedZoneId":"Z0123456789ABC"');
    expect(Object.keys(Outputs).filter((name) => name.startsWith('Dns'))).toEqual([]);
  });
});

test('what the cdk command synthesises by itself has no domain by default, and says so in one sentence', () => {
  const { status, stderr } = spawnSync('node', ['infra/app.ts'], { encoding: 'utf8' });
  expect(stderr).toMatch(/^No domain .+ npm run deploy [^\n]+\n$/);
  expect(status).toBe(1);
});

describe('npm run deploy', () => {
  const deploy = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('node', ['infra/cli/commands/deploy.ts', ...args], {
      encoding: 'utf8',
      env: { ...process.env, AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_CONFIG_FILE: '/dev/null', NO_COLOR: '1' },
    });
    return { status, stdout, stderr };
  };

  test('explains itself', () => {
    const { status, stdout } = deploy('--help');
    expect(status).toBe(0);
    for (const { key, description } of SETTINGS) expect(description, `${key} says what it is`).not.toBe('');
    expect(stdout).toContain(settingLines());
    expect(readFileSync('docs/options.md', 'utf8'), 'docs/options.md tells the options as the help does').toContain(
      settingLines().replace(/^/gm, '  '),
    );
    const docs = globSync(['README.md', 'docs/*.md'])
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const typed = [...docs.matchAll(/npm run deploy --((?:[^`\n#]|\\\n)*)/g)].flatMap(
      ([, words = '']) => words.match(/--[a-z-]+/g) ?? [],
    );
    expect(new Set(typed).size).toBeGreaterThan(7);
    for (const option of typed) expect(stdout).toMatch(new RegExp(`^ +${option} `, 'm'));
  });

  test.each([
    [['--plan'], '--domain is missing.'],
    [['--plan', '--domain', 'example.org'], '--from is missing.'],
    [[], 'say --yes.'],
    [['--check'], 'No region is set.'],
    [['--domain', 'example.org', '--from', 'digest@example.com'], '--from digest@example.com: is not an address at the domain'],
    [['--domain', 'example.org', '--from', 'digest@example.org', '--close-hour', '25'], '--close-hour 25: is not an hour'],
    [['--domain', 'example.org', '--form', 'digest@example.org'], "Unknown option '--form'"],
  ])('says what is wrong with %o, and exits 2', (args, sentence) => {
    const { status, stderr } = deploy(...args);
    expect(stderr).toContain(sentence);
    expect(status).toBe(2);
  });

  test('--plan synthesises, says what would come and what people have to do, and changes nothing', { timeout: 120_000 }, () => {
    const { status, stdout } = deploy('--domain', 'example.org', '--from', 'digest@example.org', '--stage', 'trial', '--plan');
    expect(status).toBe(0);
    for (const part of [
      'npm run bootstrap',
      'use a subdomain for this list',
      'DNS of example.org',
      'production access',
      'aws sesv2 create-email-identity --email-identity you@example.net',
      "aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url '<the output ApiUrl>' --use-case-description 'Broadsheet, published by",
      'Broadsheet, published by Example Lab, mails a digest',
      'Say --postal-address before the first real reader',
      'Would deploy Broadsheet-trial',
    ]) {
      expect(stdout).toContain(part);
    }
  });
});
