import * as z from 'zod';

const Copies = z
  .string()
  .regex(/^([a-z0-9-]+\/[a-z0-9.-]+)?$/)
  .describe('region/bucket of copies; empty where there are none');

/** The variables that the functions' constructs set (`infra/constructs`); a function picks those it needs. */
export const Environment = z.object({
  BUNDLE_BUCKET: z.string().min(1),
  BUNDLE_COPIES: Copies,
  EVIDENCE_BUCKET: z.string().min(1),
  EVIDENCE_COPIES: Copies,
  VENDOR_KEYS: z.string().startsWith('alias/').describe("What the alias of each vendor's key begins with"),
  TABLE_NAME: z.string().min(1),
  SIGN_IN_URL: z.url(),
  CONSOLE_CLIENT_ID: z.string().min(1),
  UPLOAD_URL: z.url(),
  EVENT_BUS_NAME: z.string().min(1),
  DELIVERY_QUEUE_URL: z.url(),
  CASE_URL: z.string().describe('Address of a case, with {caseId} in it; empty where there is none'),
  MAIL_FROM: z.email(),
  MAIL_CONFIGURATION_SET: z.string().min(1),
  WEBHOOK_ALLOWED_NETWORKS: z.string().describe('CIDR, separated by commas: not public, and allowed all the same'),
  STATE_MACHINE_ARN: z.string().startsWith('arn:'),
  WAITING_QUEUE_URL: z.url(),
  REVIEWS_PER_VENDOR: z.coerce.number().int().positive(),
  REVIEWS_IN_ALL: z.coerce.number().int().positive(),
  UPLOADS_PER_DAY: z.coerce.number().int().positive(),
  SECOND_FACTORS: z.string().startsWith('{').describe('JSON: the rule of each provider that asks for a second factor'),
  BREAK_GLASS: z.enum(['on', 'off']).describe('Whether an emergency access can be opened'),
  PROCEDURE_MACHINE_ARN: z.string().startsWith('arn:'),
  VERDICT_KEY_ARN: z
    .string()
    .startsWith('arn:')
    .describe('Key in KMS that signs verdicts; of the key itself, no alias'),
  LOG_KEY_ARN: z.string().startsWith('arn:').describe('Key in KMS that signs checkpoints of the log'),
  LOG_BUCKET: z.string().min(1),
  LOG_NAME: z
    .string()
    .regex(/^[^\s+]+$/)
    .describe('Origin of the log, as its checkpoints name it'),
  AGENCY: z.string().regex(/^[a-z][a-z0-9-]*$/),
});

/** A function was deployed without a variable that it needs. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * The environment variables that a function needs, checked once when it loads.
 * @throws EnvironmentError that names each variable that is missing or malformed.
 */
export function environment<S extends z.ZodType>(schema: S): z.infer<S> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const bad = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(`environment of the function: ${bad.join(', ')}; infra/constructs sets it`);
}
