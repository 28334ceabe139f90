import * as z from 'zod';

const Record = z.object({
  dynamodb: z.object({
    SequenceNumber: z.string().min(1),
    Keys: z.object({ PK: z.object({ S: z.string() }), SK: z.object({ S: z.string() }) }),
  }),
});

const CASE = 'CASE#';
const PROCEDURE = 'PROCEDURE#';

/** Changes of procedures out of a batch of the table's stream, in its order. Other items, which the filter keeps away, are passed over. */
export const StreamEvent = z.object({ Records: z.array(Record) }).transform(({ Records }) =>
  Records.flatMap(({ dynamodb: { SequenceNumber: sequenceNumber, Keys } }) => {
    const { S: partition } = Keys.PK;
    const { S: sort } = Keys.SK;
    if (!partition.startsWith(CASE) || !sort.startsWith(PROCEDURE)) return [];
    return [{ sequenceNumber, caseId: partition.slice(CASE.length), pack: sort.slice(PROCEDURE.length) }];
  }),
);
