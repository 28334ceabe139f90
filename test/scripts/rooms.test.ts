import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { violationsOf } from '../../scripts/rooms/violations-of.ts';

describe('room rules', () => {
  it.each([
    ['core/a/b.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['core/a/b.ts', "import type { Logger } from '@aws-lambda-powertools/logger';"],
    ['core/a/b.ts', "import { readFileSync } from 'node:fs';"],
    ['core/a/b.ts', "import { x } from '#functions/shared/x.ts';"],
    ['core/a/b.ts', "import { x } from '../../functions/shared/x.ts';"],
    ['core/a/b.ts', "export * from '../../infra/x.ts';"],
    ['core/a/b.ts', "const x = await import('../../cli/x.ts');"],
    ['core/a/b.ts', "type X = import('../../cli/x.ts').X;"],
    ['core/a/b.ts', "import {\n  one,\n  two,\n} from '../../local/x.ts';"],
    ['core/a/b.ts', "import { Worker } from 'node:worker_threads';"],
    ['core/a/b.ts', "import { threadPool } from '#threads/pool.ts';"],
    ['threads/pool.ts', "import { x } from '#functions/a/a.ts';"],
    ['threads/pool.ts', "import * as z from 'zod';"],
    ['core/a/b.ts', 'const at = Date.now();'],
    ['core/a/b.ts', 'const id = crypto.randomUUID();'],
    ['functions/a/a.ts', "import { App } from 'aws-cdk-lib';"],
    ['functions/a/a.ts', "import { x } from '../../infra/x.ts';"],
    ['infra/x.ts', "import { x } from '#core/x.ts';"],
    ['infra/x.ts', "import { x } from '../functions/a/a.ts';"],
    ['cli/x.ts', "import { x } from '#functions/a/a.ts';"],
    ['cli/x.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
    ['local/x.ts', "import { x } from '#core/x.ts';"],
    ['local/x.ts', "import { App } from 'aws-cdk-lib';"],
    ['statemachines/x.ts', "import * as z from 'zod';"],
    ['attic/x.ts', "import * as z from 'zod';"],
  ])('refuse in %s: %s', (path, source) => {
    expect(violationsOf(path, source)).toHaveLength(1);
  });

  it.each([
    [
      'core/a/b.ts',
      "import * as z from 'zod';\nimport { createHash } from 'node:crypto';\nimport { x } from '../c/x.ts';",
    ],
    ['core/a/b.ts', '// The rules have no clock: Date.now() would change the verdict.'],
    ['functions/a/a.ts', "import { x } from '#core/x.ts';\nimport { S3Client } from '@aws-sdk/client-s3';"],
    ['infra/constructs/x.ts', "import { machines } from '../../statemachines/machines.ts';"],
    ['test/core/x.test.ts', "import { x } from '../../functions/a/a.ts';"],
  ])('allow in %s: %s', (path, source) => {
    expect(violationsOf(path, source)).toEqual([]);
  });

  it('name file and line', () => {
    expect(violationsOf('core/a.ts', "import * as z from 'zod';\nimport { x } from '../infra/x.ts';")).toEqual([
      'core/a.ts:2: core/ may not import infra/ (../infra/x.ts); it may import no other room',
    ]);
  });

  it('hold in the whole project', () => {
    const run = spawnSync(process.execPath, [join(import.meta.dirname, '../../scripts/check-rooms.ts')], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });
});
