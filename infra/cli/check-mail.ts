import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { command, Failure, ink } from './command.ts';
import { broadsheetRules } from './mail-rules/broadsheet.ts';
import { rulesForAll } from './mail-rules/for-all.ts';
import { readMail } from './mail-rules/read-mail.ts';
import { check } from './mail-rules/rule.ts';
import { columns } from './table.ts';

const HELP = `Checks whole mails as they arrive (.eml) against the RFCs, the rules of the big mailbox providers, and a reader's peace.

  npm run check-mail -- [--broadsheet] [--local] [--json] FILE...

  --broadsheet   what Broadsheet promises of its own mails as well
  --local        links to this machine may be http, as in mails of npm start
  --rules        lists the rules instead
  --json         one JSON object a file, a line each

Exits 0 when nothing is wrong, 1 when something is or a file cannot be read, 2 when used wrongly.`;

await command(HELP, async () => {
  const flag = { type: 'boolean', default: false } as const;
  const options = { broadsheet: flag, local: flag, rules: flag, json: flag };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const rules = [...rulesForAll({ local: values.local }), ...(values.broadsheet ? broadsheetRules : [])];
  if (values.rules) {
    console.log(
      columns(
        ['Rule', 'Where', 'What to do when it is broken'],
        rules.map(({ rule, where, cure }) => [rule, where, cure]),
      ),
    );
    return 0;
  }
  if (positionals.length === 0) throw new Failure('Name at least one .eml file (--help explains).', 2);
  let broken = 0;
  for (const file of positionals) {
    const raw = await readFile(file).catch((cause) => {
      throw new Failure(`${file} cannot be read.`, 1, cause);
    });
    const findings = check(await readMail(raw), rules);
    if (findings.length > 0) broken++;
    if (values.json) console.log(JSON.stringify({ file, findings }));
    else if (findings.length === 0) console.log(`${ink.good('✔')} ${file}: ${rules.length} rules kept`);
    else {
      console.log(`${ink.bad('✘')} ${file}`);
      console.log(
        columns(
          ['Rule', 'Where', 'What is wrong', 'What to do'],
          findings.map(({ rule, where, wrong, cure }) => [rule, where, wrong, cure]),
        ),
      );
    }
  }
  return broken > 0 ? 1 : 0;
});
