import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { PAGES } from '../../core/simd/layout.ts';

const SOURCE = 'core/simd/assembly/kernel.ts';

/**
 * The text of `core/simd/kernel.wasm.ts`: the kernel compiled from AssemblyScript, as a module that every way of running
 * Countersign loads alike, from source or bundled. The same source gives the same bytes.
 * @throws Error with what the compiler says where it does not compile
 */
export async function compileKernel(root: string): Promise<string> {
  let wasm: Uint8Array | string | null = null;
  const { error, stderr } = await asc.main(
    [
      ...[SOURCE, '--baseDir', root, '--outFile', 'kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub'],
      // No function of the host: `abort` is never reached, for there are no assertions and no allocations.
      ...['--enable', 'simd', '--enable', 'relaxed-simd', '--use', 'abort='],
      ...['--initialMemory', String(PAGES), '--maximumMemory', String(PAGES), '--disableWarning'],
    ],
    {
      writeFile(name, contents) {
        if (name === 'kernel.wasm') wasm = contents;
      },
    },
  );
  if (error !== null || wasm === null) throw new Error(`${join(root, SOURCE)} does not compile:\n${stderr.toString()}`);
  const text = Buffer.from(wasm).toString('base64');
  return `/** Compiled from \`assembly/\` by \`npm run kernel\`, in Base64. */\nexport const KERNEL =\n  '${text}';\n`;
}
