import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernel } from './kernel/compile.ts';

/** `npm run kernel`: compiles `core/simd/assembly` into `core/simd/kernel.wasm.ts`, which is kept in the repository. */
const root = join(import.meta.dirname, '..');
await writeFile(join(root, 'core/simd/kernel.wasm.ts'), await compileKernel(root));
