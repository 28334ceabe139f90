import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileKernel } from '../../scripts/kernel/compile.ts';

const ROOT = join(import.meta.dirname, '../..');

it('is what its source compiles to: run npm run kernel', async () => {
  expect(readFileSync(join(ROOT, 'core/simd/kernel.wasm.ts'), 'utf8')).toBe(await compileKernel(ROOT));
});
