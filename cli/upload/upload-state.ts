import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CompleteParts } from '#core/api/wire.ts';
import type { Context } from '../context.ts';
import { stateFolder } from '../io/state-folder.ts';

/** What it takes to go on with an upload that stopped. */
const UploadState = z.object({
  api: z.string(),
  sha256: z.string(),
  amends: z.string().optional().describe('The case of which it is a new version'),
  bytes: z.int(),
  submissionId: z.string(),
  uploadId: z.string(),
  partBytes: z.int().positive(),
  parts: z.int().positive(),
  completing: CompleteParts.shape.parts
    .optional()
    .describe('Every part has arrived; the answer to the completion has not'),
});
export type UploadState = z.infer<typeof UploadState>;

/** What makes two uploads the same: the same bytes for the same purpose. */
export type UploadKey = Pick<UploadState, 'sha256' | 'amends'>;

export interface UploadStates {
  find(api: string, key: UploadKey): Promise<UploadState | null>;
  keep(state: UploadState): Promise<void>;
  forget(state: UploadState): Promise<void>;
}

/**
 * Upload states as files named by the digest of the bundle, so that the same bytes find their upload again wherever they lie:
 * in `.countersign/uploads` where the folder has a `.countersign`, otherwise in the user's state folder (XDG).
 */
export async function uploadStates(context: Pick<Context, 'cwd' | 'env'>): Promise<UploadStates> {
  const here = join(context.cwd, '.countersign');
  const local = await stat(here).then(
    (info) => info.isDirectory(),
    () => false,
  );
  const folder = local ? join(here, 'uploads') : stateFolder(context, 'uploads');
  const fileOf = ({ sha256, amends }: UploadKey) =>
    join(folder, `${sha256.replace(/^sha256:/, '')}${amends === undefined ? '' : `.${amends}`}.json`);
  return {
    async find(api, key) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => null);
      if (text === null) return null;
      const parsed = UploadState.safeParse(safeJson(text));
      if (!parsed.success || parsed.data.api !== api) return null;
      return parsed.data.sha256 === key.sha256 && parsed.data.amends === key.amends ? parsed.data : null;
    },
    async keep(state) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(fileOf(state), JSON.stringify(state), { mode: 0o600 });
    },
    async forget(state) {
      await rm(fileOf(state), { force: true });
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
