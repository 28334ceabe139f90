import * as z from 'zod';
import type { Synthesized } from './synthesize.ts';

const Join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const GetAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Ref = z.object({ Ref: z.string() });
const ImportValue = z.object({ 'Fn::ImportValue': z.string() });

/** Puts text in place of CloudFormation's functions: `<LogicalId>` for a Ref, `<LogicalId.Arn>` for an attribute, in both stacks alike. */
export function resolver({ exports }: Pick<Synthesized, 'exports'>): (value: unknown) => string {
  const resolve = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const join = Join.safeParse(value);
    if (join.success) return join.data['Fn::Join'][1].map(resolve).join(join.data['Fn::Join'][0]);
    const attribute = GetAtt.safeParse(value);
    if (attribute.success) return `<${attribute.data['Fn::GetAtt'].join('.')}>`;
    const ref = Ref.safeParse(value);
    if (ref.success) return `<${ref.data.Ref}>`;
    const imported = ImportValue.safeParse(value);
    if (imported.success) return resolve(exports.get(imported.data['Fn::ImportValue']));
    throw new TypeError(`no text for ${JSON.stringify(value)}`);
  };
  return resolve;
}
