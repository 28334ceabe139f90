import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RetentionRules } from '#core/adjudication/retention/rules.ts';

/** The bundle of a function that imports this carries the rules that the build read from `policy/retention.yaml`. */
const file = join(process.env.LAMBDA_TASK_ROOT ?? import.meta.dirname, 'retention.json');

/** How long what of a case is kept. @throws {z.ZodError} {SyntaxError} */
export const retentionRules = (): RetentionRules => RetentionRules.parse(JSON.parse(readFileSync(file, 'utf8')));
