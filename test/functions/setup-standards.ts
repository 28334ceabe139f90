import './setup-environment.ts';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCalendar } from '#core/adjudication/calendar/parse-calendar.ts';
import { POLICY, STANDARDS, standard } from '../policy/standard.ts';

// The standards and calendars of this repository, as the build puts them beside a function.
const root = mkdtempSync(join(tmpdir(), 'countersign-standards-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const write = (path: string, data: object) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(data));
};
for (const name of STANDARDS) write(`packs/${name}.json`, standard(name));
for (const file of readdirSync(join(POLICY, 'calendars'))) {
  const path = join(POLICY, 'calendars', file);
  const { data } = parseCalendar(path, readFileSync(path, 'utf8'));
  write(`calendars/${data.id}.json`, data);
}
process.env.LAMBDA_TASK_ROOT = root;
