import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';

export const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

export const Template = z.looseObject({ Resources: z.record(z.string(), Resource).default({}) });
export type Template = z.infer<typeof Template>;

/** Two things that are compared hold no template, or one that is none. */
export class TemplateUnreadable extends Error {
  override readonly name = 'TemplateUnreadable';
}

/**
 * The templates of a cloud assembly, or of several in folders of one, by the name of their stack.
 * @throws TemplateUnreadable where there is none, or one is not a template
 */
export function readTemplates(assembly: string): Map<string, Template> {
  const files = globSync('**/*.template.json', { cwd: assembly }).sort();
  if (files.length === 0)
    throw new TemplateUnreadable(`${assembly} has no *.template.json; "npm run synth -- -o ${assembly}" makes them`);
  return new Map(
    files.map((file) => {
      const parsed = Template.safeParse(JSON.parse(readFileSync(join(assembly, file), 'utf8')));
      if (parsed.success) return [basename(file, '.template.json'), parsed.data] as const;
      throw new TemplateUnreadable(`${join(assembly, file)}: ${z.prettifyError(parsed.error)}`);
    }),
  );
}
