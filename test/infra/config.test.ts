import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { config, stackName } from '../../infra/config.ts';
import { appWithoutBundles } from './synth.ts';

describe('the configuration', () => {
  test('has a default for everything, so that a clone synthesises', () => {
    expect(config.parse({})).toMatchObject({ domain: 'example.org', from: 'digest@example.org', houseZone: 'UTC', houseHour: 7 });
    expect(stackName(undefined)).toBe('Broadsheet');
    expect(stackName('trial')).toBe('Broadsheet-trial');
  });

  test('reads what a command line gives: text', () => {
    expect(config.parse({ houseHour: '07' }).houseHour).toBe(7);
  });

  test.each([
    [{ domain: 'https://example.org' }, 'domain'],
    [{ domain: 'example.org', from: 'digest@example.com' }, 'from'],
    [{ domain: 'example.org', from: 'digest@notexample.org' }, 'from'],
    [{ domain: 'example.org', from: 'Digest <digest@example.org>' }, 'from'],
    [{ houseZone: 'Mars/Olympus' }, 'houseZone'],
    [{ houseZone: '+02:00' }, 'houseZone'],
    [{ houseHour: '24' }, 'houseHour'],
    [{ allowedSites: 'lab.example' }, 'allowedSites'],
    [{ allowedSites: 'https://lab.example/papers' }, 'allowedSites'],
    [{ mailsPerHour: '0' }, 'mailsPerHour'],
    [{ stage: 'Production' }, 'stage'],
    [{ postalAdress: '1 Main Street' }, undefined],
  ])('refuses %o', (settings, fault) => {
    const { error } = config.safeParse(settings);
    expect(error?.issues.map(({ path }) => path[0])).toEqual([fault]);
  });

  test('names all faults in one message, before anything is synthesised', () => {
    expect(() => appWithoutBundles({ domain: 'nowhere', houseHour: 99 })).toThrow(/domain name[\s\S]*hour, 0 to 23/);
  });

  test('reaches the functions as their environment', () => {
    const context = {
      domain: 'lab.example',
      from: 'news@mail.lab.example',
      replyTo: 'desk@lab.example',
      houseZone: 'Asia/Tokyo',
      houseHour: '9',
      allowedSites: 'https://lab.example https://www.lab.example',
      mailsPerHour: '200',
    };
    const { template } = appWithoutBundles(context).synth().getStackByName('Broadsheet');
    const text = JSON.stringify(template);
    for (const variable of [
      '"FROM_ADDRESS":"news@mail.lab.example"',
      '"REPLY_TO":"desk@lab.example"',
      '"LIST_DOMAIN":"lab.example"',
      '"HOUSE_ZONE":"Asia/Tokyo"',
      '"HOUSE_HOUR":"9"',
      '"ALLOWED_SITES":"https://lab.example https://www.lab.example"',
      '"MAILS_PER_HOUR":"200"',
      '"ses:FromAddress":"news@mail.lab.example"',
    ]) {
      expect(text).toContain(variable);
    }
  });
});

describe('npm run deploy', () => {
  const deploy = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('node', ['infra/cli/deploy.ts', ...args], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { status, stdout, stderr };
  };

  test('explains itself', () => {
    const { status, stdout } = deploy('--help');
    expect(status).toBe(0);
    for (const option of Object.keys(config.shape)) {
      expect(stdout).toContain(`--${option.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)} `);
    }
  });

  test.each([
    [[], '--domain is missing.'],
    [['--domain', 'example.org'], '--from is missing.'],
    [['--domain', 'example.org', '--from', 'digest@example.com'], '--from digest@example.com: is not an address at the domain'],
    [['--domain', 'example.org', '--from', 'digest@example.org', '--house-hour', '25'], '--house-hour 25: is not an hour'],
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
      'npx cdk bootstrap',
      'DNS of example.org',
      'production access',
      'Would deploy Broadsheet-trial',
      '6 Lambda::Function',
    ]) {
      expect(stdout).toContain(part);
    }
  });
});
