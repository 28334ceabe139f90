import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
type Resources = z.infer<typeof Template>['Resources'];

/** Copies a cloud assembly, and adds resources to the stateless stack: those that `make` gives for the ones it has. */
export function addResources(assembly: string, copy: string, make: (present: Resources) => Resources): void {
  cpSync(assembly, copy, { recursive: true });
  const [file] = readdirSync(copy).filter((name) => name.endsWith('Stateless.template.json'));
  if (file === undefined) throw new Error(`${assembly} has no stateless stack`);
  const template = Template.parse(JSON.parse(readFileSync(join(copy, file), 'utf8')));
  Object.assign(template.Resources, make(template.Resources));
  writeFileSync(join(copy, file), JSON.stringify(template));
}

/** The logical id of the only resource of a type. */
export function onlyOf(resources: Resources, type: string): string {
  const [id, ...others] = Object.keys(resources).filter((key) => resources[key]?.Type === type);
  if (id === undefined || others.length > 0) throw new Error(`one ${type} was expected`);
  return id;
}
