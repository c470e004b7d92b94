import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { command, Failure, ink } from '../../infra/cli/lib/command.ts';
import { columns } from '../../infra/cli/lib/table.ts';
import { broadsheetRules } from './rules/broadsheet.ts';
import { rulesForAll } from './rules/for-all.ts';
import { readMail } from './rules/read-mail.ts';
import { check } from './rules/rule.ts';

const HELP = `Checks whole mails as they arrive (.eml) against the RFCs, the rules of the big mailbox providers, and a reader's peace.

  npm run check-mail -- [--broadsheet] [--local] [--json] FILE...

  --broadsheet   what Broadsheet promises of its own mails as well
  --local        links to this machine may be http, as in mails of npm start
  --rules        lists the rules instead
  --json         one JSON object a file, a line each

A rule that is broken often is shown by three of its places; --json has them all.

Exits 0 when nothing is wrong, 1 when something is or a file cannot be read, 2 when used wrongly.`;

/** Places of one rule that a table shows. */
const SHOWN = 3;

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
    const mail = await readMail(raw);
    if (['from', 'date'].every((name) => mail.header(name).length === 0))
      throw new Failure(`${file} is no mail: it has neither From nor Date. A mail program's "show original" saves one.`);
    const findings = check(mail, rules);
    if (findings.length > 0) broken++;
    if (values.json) console.log(JSON.stringify({ file, findings }));
    else if (findings.length === 0) console.log(`${ink.good('✔')} ${file}: ${rules.length} rules kept`);
    else {
      console.log(`${ink.bad('✘')} ${file}`);
      const byRule = Object.values(Object.groupBy(findings, ({ rule }) => rule)).flatMap((all = []) => [
        ...all
          .slice(0, SHOWN)
          .map(({ rule, where, wrong, cure }, i) => (i > 0 ? ['', '', wrong, ''] : [rule, where, wrong, cure])),
        ...(all.length > SHOWN ? [['', '', `and ${all.length - SHOWN} more`, '']] : []),
      ]);
      console.log(columns(['Rule', 'Where', 'What is wrong', 'What to do'], byRule));
    }
  }
  return broken > 0 ? 1 : 0;
});
