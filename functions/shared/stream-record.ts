import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';

/** An attribute as DynamoDB writes it; binary ones, which the table has none of, would travel as base64. */
const Attribute: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.boolean() }),
    z.strictObject({ SS: z.array(z.string()) }),
    z.strictObject({ NS: z.array(z.string()) }),
    z.strictObject({ L: z.array(Attribute) }),
    z.strictObject({ M: z.record(z.string(), Attribute) }),
  ]),
);
const Image = z.record(z.string(), Attribute).transform((image) => unmarshall(image));
const Keys = Image.pipe(z.object({ PK: z.string(), SK: z.string() }));

/** A change of an item of the table, as an event source mapping hands it over; images are plain values. */
export const StreamRecord = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({
    Keys,
    SequenceNumber: z.string().min(1),
    NewImage: Image.optional(),
    OldImage: Image.optional(),
  }),
});
export type StreamRecord = z.infer<typeof StreamRecord>;

/** What a function is invoked with that is fed from the table's stream. */
export const StreamBatch = z.object({ Records: z.array(StreamRecord).min(1) });
