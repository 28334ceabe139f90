import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);

/** A region of each partition that is deployed to: what a resource type may have differs between them. */
export const REGIONS = ['us-east-1', 'us-gov-west-1'];

const Findings = z.array(
  z.object({
    Filename: z.string(),
    Level: z.string(),
    Message: z.string(),
    Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullish() }),
    Rule: z.object({ Id: z.string(), ShortDescription: z.string() }),
  }),
);
/** What cfn-lint says of a template; `place` is the path in it. */
export interface Finding {
  readonly rule: string;
  readonly level: string;
  readonly file: string;
  readonly place: string;
  readonly message: string;
}

const Failed = z.object({ code: z.union([z.number(), z.string()]).nullish(), stdout: z.string() });

/** The version whose findings are known: another one has other rules and other schemas of the resource types. */
export const VERSION = '1.58.0';

/** How it is brought onto a machine. */
export const INSTALL = `pip install cfn-lint==${VERSION}`;

/** The version of cfn-lint on the path of this process; null where there is none. */
export async function installedVersion(): Promise<string | null> {
  try {
    const { stdout } = await run('cfn-lint', ['--version']);
    return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * cfn-lint's findings on templates, in every region of {@link REGIONS}.
 * @throws {Error} where it did not run: findings are an answer, a crash is none
 */
export async function lint(templates: readonly string[]): Promise<Finding[]> {
  const args = ['--format', 'json', '--regions', ...REGIONS, '--', ...templates];
  let stdout: string;
  try {
    ({ stdout } = await run('cfn-lint', args, { maxBuffer: 64 * 1024 * 1024 }));
  } catch (error) {
    // It exits by a code of its own where it has found something.
    const failed = Failed.safeParse(error);
    if (!failed.success || failed.data.stdout.trim() === '') throw error;
    stdout = failed.data.stdout;
  }
  return Findings.parse(JSON.parse(stdout === '' ? '[]' : stdout)).map(
    ({ Filename, Level, Message, Location, Rule }) => ({
      rule: Rule.Id,
      level: Level,
      file: Filename,
      place: (Location.Path ?? []).join('/'),
      message: Message,
    }),
  );
}
